import { phOf } from './carbonate.ts'

/** What water carries. Every property but its pH mixes by volume, so pH is not among them: it follows. */
export interface Water {
  /** Dissolved COD, mg/L; the solids bring {@link codPerSolid} more. */
  solubleCod: number
  /** mg/L. */
  tss: number
  /** mg/L as N. */
  nh3n: number
  /** meq/L. */
  alkalinity: number
  /** mmol/L. */
  carbon: number
  /** °C. */
  temperature: number
}

/** Well-mixed water in a vessel. */
export interface Tank {
  litres: number
  water: Water
}

/** Water on its way: what arrives within one step. */
export type Inflow = Tank

/** Water as an ideal instrument would measure it: mg/L, °C, and pH from the balance of its charges. */
export interface Sample {
  ph: number
  cod: number
  tss: number
  nh3n: number
  temperature: number
  /** meq/L. */
  alkalinity: number
}

/** mg of COD in a mg of the solids: starch, wax and fibre beside clay and floc (assumption). */
export const codPerSolid = 0.8

export function sampleOf(water: Water): Sample {
  return {
    ph: phOf(water),
    cod: water.solubleCod + codPerSolid * water.tss,
    tss: water.tss,
    nh3n: water.nh3n,
    temperature: water.temperature,
    alkalinity: water.alkalinity,
  }
}

/** Pours `inflow` into the tank and mixes. */
export function pour(tank: Tank, inflow: Inflow): Tank {
  if (inflow.litres <= 0) return tank
  const litres = tank.litres + inflow.litres
  const share = inflow.litres / litres
  const mix = (property: keyof Water) =>
    tank.water[property] + (inflow.water[property] - tank.water[property]) * share
  return {
    litres,
    water: {
      solubleCod: mix('solubleCod'),
      tss: mix('tss'),
      nh3n: mix('nh3n'),
      alkalinity: mix('alkalinity'),
      carbon: mix('carbon'),
      temperature: mix('temperature'),
    },
  }
}

/** Takes up to `litres` out of the tank. */
export function draw(tank: Tank, litres: number): { left: Tank; drawn: Inflow } {
  const taken = Math.min(tank.litres, litres)
  return {
    left: { litres: tank.litres - taken, water: tank.water },
    drawn: { litres: taken, water: tank.water },
  }
}
