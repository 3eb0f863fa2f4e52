import { alkalinityAt, carbonDioxideShare } from './carbonate.ts'
import type { Random } from './random.ts'
import type { Water } from './water.ts'

/** How well the train works at the moment, and the weather: both drift over days. */
export interface Performance {
  /** pH that the dosing of alum and lime aims at. */
  dosingPh: number
  /** 1 is usual. */
  biofilm: number
  /** 1 is usual. */
  filter: number
  /** °C above what the air has at this hour of the day as a rule. */
  warmth: number
}

/** A walk around what is usual: Ornstein-Uhlenbeck, one step an hour, memory of two days. */
export function createPerformance(random: Random): { current(): Performance; nextHour(): void } {
  const memory = Math.exp(-1 / 48)
  const kick = Math.sqrt(1 - memory ** 2)
  const state = {
    dosing: random.normal(),
    biofilm: random.normal(),
    filter: random.normal(),
    warmth: random.normal(),
  }
  const step = (value: number) => Math.min(2, Math.max(-2, memory * value + kick * random.normal()))
  return {
    current: () => ({
      dosingPh: 7.24 + 0.11 * state.dosing,
      biofilm: 1 + 0.06 * state.biofilm,
      filter: 1 + 0.08 * state.filter,
      warmth: 0.9 * state.warmth,
    }),
    nextHour() {
      state.dosing = step(state.dosing)
      state.biofilm = step(state.biofilm)
      state.filter = step(state.filter)
      state.warmth = step(state.warmth)
    },
  }
}

/** Wax floats and is skimmed, grit sinks, hot water cools to about 35 °C. */
export function trapWax(water: Water, ambient: number): Water {
  return {
    ...water,
    solubleCod: 0.92 * water.solubleCod,
    tss: 0.75 * water.tss,
    temperature: ambient + Math.min(0.15 * (water.temperature - ambient), 7),
  }
}

/**
 * Alum and lime with settling: −29 % of the dissolved COD (published) and most solids. The dosing brings the pH to its
 * aim, and the stirring drives off half of the CO2 set free. Without coagulant the solids go on, all but the heaviest.
 */
export function coagulate(water: Water, { dosingPh }: Performance, coagulant: boolean): Water {
  const freed = 0.5 * water.carbon * carbonDioxideShare(dosingPh, water.temperature)
  const carbon = water.carbon - freed
  const alkalinity = alkalinityAt(dosingPh, { carbon: water.carbon, temperature: water.temperature })
  return {
    ...water,
    solubleCod: (coagulant ? 0.71 : 1) * water.solubleCod,
    tss: (coagulant ? 0.2 : 0.8) * water.tss,
    alkalinity,
    carbon,
  }
}

/**
 * Anaerobic biofilter: the k–C* model (Kadlec & Knight 1996), COD falling towards a refractory background rather than to
 * nothing. Solids choke the biofilm: that, and not the dissolved COD alone, is how a lack of coagulant is felt.
 */
export function biodegrade(water: Water, { biofilm }: Performance): Water {
  const choked = 1 + (water.tss / chokingTss) ** 2
  const soluble = towards(water.solubleCod, refractoryCod, Math.exp((-biodegradation * biofilm) / choked))
  return {
    ...water,
    solubleCod: soluble,
    tss: 0.7 * water.tss,
    nh3n: 0.75 * water.nh3n,
    // Half a millimole of CO2 from 100 mg of COD; the rest leaves as methane or becomes biomass.
    carbon: water.carbon + 0.0015 * (water.solubleCod - soluble),
  }
}

/** Sand and activated carbon: solids strained towards what always slips through, COD adsorbed, ammonium on the zeolite layer. */
export function filterWater(water: Water, { filter }: Performance): Water {
  return {
    ...water,
    solubleCod: towards(water.solubleCod, adsorbedToCod, 1 - 0.6 * Math.min(1.2, filter)),
    tss: towards(water.tss, slippingTss / filter, 0.42),
    nh3n: 0.6 * water.nh3n,
  }
}

const refractoryCod = 95
const biodegradation = 3.15
const chokingTss = 160
const adsorbedToCod = 35
const slippingTss = 19

function towards(value: number, background: number, remaining: number): number {
  return background + (value - background) * remaining
}
