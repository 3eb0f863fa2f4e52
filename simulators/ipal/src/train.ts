import { carbonDioxideShare, phOf } from './carbonate.ts'
import { biodegrade, coagulate, filterWater, type Performance, trapWax } from './treatment.ts'
import { draw, type Inflow, pour, type Tank, type Water } from './water.ts'

/** One step of the plant. */
export const stepMs = 10_000

/** The vessels in the order of the water. */
export interface Stages {
  channel: Tank
  trap: Tank
  equalisation: Tank
  settling: Tank
  biofilter: Tank
  filter: Tank
  outlet: Tank
}

/** What acts on the train within one step. */
export interface Acting {
  /** Into the channel. */
  arriving: readonly Inflow[]
  /** Past all treatment, into the outlet chamber. */
  bypassed: readonly Inflow[]
  /** What the lift pumps move from equalisation into treatment, litres. */
  lifted: number
  coagulant: boolean
  performance: Performance
  /** °C of the air. */
  ambient: number
}

/** Litres that each vessel holds before it spills; equalisation has pumps instead, and the outlet chamber a weir. */
const holds = { channel: 40, trap: 150, settling: 80, biofilter: 160, filter: 40, outlet: 15 } as const
/** The chamber empties over its weir, and the channels behind it, with this time constant. */
const weirMs = 150_000
/** Hours in which resting water takes on the temperature of the air. */
const coolingHours = {
  channel: 2,
  trap: 6,
  equalisation: 30,
  settling: 12,
  biofilter: 20,
  filter: 12,
  outlet: 5,
}
const stepHours = stepMs / 3_600_000

/** One step of the water through the train; `left` is what leaves the site, litres. */
export function flow(stages: Stages, acting: Acting): { stages: Stages; left: number } {
  const { performance, ambient } = acting
  const channel = spill(acting.arriving.reduce(pour, stages.channel), holds.channel)
  const trap = spill(pour(stages.trap, channel.drawn), holds.trap)
  const equalisation = draw(
    pour(
      stages.equalisation,
      treated(trap.drawn, (water) => trapWax(water, ambient)),
    ),
    acting.lifted,
  )
  const dosed = treated(equalisation.drawn, (water) => coagulate(water, performance, acting.coagulant))
  const settling = spill(pour(stages.settling, dosed), holds.settling)
  const digested = treated(settling.drawn, (water) => biodegrade(water, performance))
  const biofilter = spill(pour(stages.biofilter, digested), holds.biofilter)
  const filtered = treated(biofilter.drawn, (water) => filterWater(water, performance))
  const filter = spill(pour(stages.filter, filtered), holds.filter)
  const chamber = [filter.drawn, ...acting.bypassed].reduce(pour, stages.outlet)
  const outlet = draw(chamber, (chamber.litres - holds.outlet) * (1 - Math.exp(-stepMs / weirMs)))
  const rested = (stage: keyof Stages, tank: Tank) => rest(tank, ambient, coolingHours[stage])
  return {
    left: outlet.drawn.litres,
    stages: {
      channel: rested('channel', channel.left),
      trap: rested('trap', trap.left),
      equalisation: rested('equalisation', equalisation.left),
      settling: rested('settling', settling.left),
      biofilter: rested('biofilter', biofilter.left),
      filter: rested('filter', filter.left),
      outlet: settle(rested('outlet', outlet.left)),
    },
  }
}

/** What a vessel that holds `litres` lets go of the rest. */
function spill(tank: Tank, litres: number): { left: Tank; drawn: Inflow } {
  return draw(tank, Math.max(0, tank.litres - litres))
}

/** Treatment at a vessel's inlet, so that the vessel itself only mixes. */
function treated(inflow: Inflow, treat: (water: Water) => Water): Inflow {
  return inflow.litres > 0 ? { litres: inflow.litres, water: treat(inflow.water) } : inflow
}

function rest({ litres, water }: Tank, ambient: number, hours: number): Tank {
  const temperature = water.temperature + (ambient - water.temperature) * (stepHours / hours)
  return { litres, water: { ...water, temperature } }
}

/** In the open chamber solids settle a little in a day, and the CO2 of the biofilter leaves for the air: pH rises overnight. */
function settle({ litres, water }: Tank): Tank {
  const heavy = Math.max(0, water.tss - settledTss)
  const carbonDioxide = water.carbon * carbonDioxideShare(phOf(water), water.temperature)
  const excess = Math.max(0, carbonDioxide - airCarbonDioxide)
  return {
    litres,
    water: {
      ...water,
      tss: water.tss - heavy * (stepHours / settlingHours),
      carbon: water.carbon - excess * (stepHours / airingHours),
    },
  }
}

const settledTss = 16
const settlingHours = 30
const airingHours = 24
/** mmol/L in water that is in balance with air. */
const airCarbonDioxide = 0.014

/** The train on an ordinary night. */
export function ordinaryStages(): Stages {
  const raw = { solubleCod: 900, tss: 200, nh3n: 4, alkalinity: 14, carbon: 9, temperature: 28 }
  const settled = { solubleCod: 640, tss: 40, nh3n: 4, alkalinity: 7, carbon: 8, temperature: 28 }
  const digested = { solubleCod: 140, tss: 28, nh3n: 3, alkalinity: 7, carbon: 8.4, temperature: 28 }
  const clean = { solubleCod: 80, tss: 22, nh3n: 1.8, alkalinity: 7, carbon: 8.4, temperature: 28 }
  return {
    channel: { litres: holds.channel, water: raw },
    trap: { litres: holds.trap, water: raw },
    equalisation: { litres: 1_250, water: raw },
    settling: { litres: holds.settling, water: settled },
    biofilter: { litres: holds.biofilter, water: digested },
    filter: { litres: holds.filter, water: clean },
    outlet: { litres: holds.outlet, water: clean },
  }
}
