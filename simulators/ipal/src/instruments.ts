import type { Parameter } from '@jernih/domain'
import type { SensorSpec } from './sensor.ts'

/** What the virtual plant can measure. */
export const measurable = ['ph', 'cod', 'tss', 'nh3n', 'flow', 'temperature'] as const satisfies Parameter[]
export type Measurable = (typeof measurable)[number]

/** BSM class A: T90 of one minute, two lags of T90/3.89. */
const classA = { lags: 2, tauSeconds: 60 / 3.89 }
/** BSM class B0: T90 of ten minutes, eight lags of T90/11.7724. */
const classB0 = { lags: 8, tauSeconds: 600 / 11.7724 }

const still = [0, 0] as const

const ph: SensorSpec = {
  response: classA,
  // A glass electrode is quieter than 2.5 % of 14: its noise refers to the two units around neutral that matter.
  noiseScale: 2,
  range: [0, 14],
  decimals: 2,
  driftPerDay: [0.01, 0.03],
  slopeLoss: { perDay: 0.005 / 7, pivot: 7 },
}
const temperature: SensorSpec = {
  response: classA,
  noiseScale: 2,
  range: [0, 100],
  decimals: 2,
  driftPerDay: still,
}
const flow: SensorSpec = {
  response: null,
  noiseScale: 0,
  range: [0, 6],
  decimals: 3,
  driftPerDay: still,
  relative: { gain: 0.03, noise: 0.012, cutOff: 0.02 },
}

/**
 * The instruments of a point by the kind of water they stand in. Full scales are chosen as one would on site: the outlet's a
 * good twice the limit, so that the noise (2.5 % of them) hides neither the limit nor an excess over it. The inlet's noise refers to the span of most
 * of its water, its range to that of a dye bath (10,000 mg/L COD), read 15 % too high: what stands at the end of a range overnight is a flat line.
 */
export const instruments: Readonly<Record<'inlet' | 'outlet', Readonly<Record<Measurable, SensorSpec>>>> = {
  outlet: {
    ph,
    cod: { response: classB0, noiseScale: 400, range: [0, 400], decimals: 1, driftPerDay: [0.5, 1.2] },
    tss: {
      response: classB0,
      noiseScale: 120,
      range: [0, 120],
      decimals: 1,
      driftPerDay: [0.1, 0.4],
      bubblesPerHour: 0.4,
    },
    nh3n: { response: classB0, noiseScale: 10, range: [0, 10], decimals: 2, driftPerDay: [0.01, 0.04] },
    flow,
    temperature,
  },
  inlet: {
    ph,
    cod: { response: classB0, noiseScale: 2_000, range: [0, 12_000], decimals: 0, driftPerDay: [2, 6] },
    tss: {
      response: classB0,
      noiseScale: 600,
      range: [0, 1_500],
      decimals: 0,
      driftPerDay: [1, 3],
      bubblesPerHour: 1,
    },
    nh3n: { response: classB0, noiseScale: 30, range: [0, 30], decimals: 2, driftPerDay: [0.02, 0.08] },
    flow,
    temperature,
  },
}
