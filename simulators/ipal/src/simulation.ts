import type { Instant } from '@jernih/domain'
import type { Calendar } from './calendar.ts'
import { createDevice, type Device, type SimulatedPoint } from './device.ts'
import { createPlant, type PlantState } from './plant.ts'
import type { Story } from './story.ts'
import { stepMs } from './train.ts'
import { createTruth, type LimitTable, type TruthInterval, textileLimits } from './truth.ts'

export interface SimulationOptions {
  seed: number
  stories?: readonly Story[]
  /** Default: inlet and outlet of `mojokerto-batik`, a reading a minute. */
  points?: readonly SimulatedPoint[]
  /** IANA zone; default Asia/Jakarta. */
  zone?: string
  calendar?: Calendar
  /** What the truth is held against; default the textile limits below 100 m³/day. */
  limits?: LimitTable
  /** From where on the truth says that water approaches its limit; default nowhere. */
  approaching?: LimitTable
  /** m³/h above which an exceedance is one of water that leaves; by default all are. See the kinds of standing. */
  flowAbove?: number
  /** Called with what truly happened, once it is over. */
  onTruth?: (interval: TruthInterval) => void
}

/** The plant and its devices, going on together step by step. */
export interface Simulation {
  devices: readonly Device[]
  /** Moment of the next step. */
  nextAt(): Instant
  step(): PlantState
  /** Tells the truth about what is still going on. */
  finish(): void
}

const site = 'mojokerto-batik'

export const defaultPoints: readonly SimulatedPoint[] = [
  {
    site,
    point: 'inlet',
    water: 'inlet',
    intervalSeconds: 60,
    parameters: ['ph', 'cod', 'tss', 'flow', 'temperature'],
  },
  {
    site,
    point: 'outlet',
    water: 'outlet',
    intervalSeconds: 60,
    parameters: ['ph', 'cod', 'tss', 'nh3n', 'flow', 'temperature'],
  },
]

export function createSimulation(startAt: Instant, options: SimulationOptions): Simulation {
  const { seed, stories = [], points = defaultPoints, zone = 'Asia/Jakarta', calendar } = options
  const plant = createPlant({ seed, zone, startAt, stories, ...(calendar && { calendar }) })
  const devices = points.map((point) => createDevice(point, { seed, zone, stories }))
  const truth = createTruth({
    points,
    stories,
    limits: options.limits ?? textileLimits,
    approaching: options.approaching ?? {},
    flowAbove: options.flowAbove ?? null,
    tell: options.onTruth ?? (() => {}),
  })
  let nextAt = startAt
  return {
    devices,
    nextAt: () => nextAt,
    step() {
      const state = plant.step()
      nextAt = state.at + stepMs
      for (const device of devices) device.observe(state)
      truth.observe(state)
      return state
    },
    finish: () => truth.finish(nextAt),
  }
}
