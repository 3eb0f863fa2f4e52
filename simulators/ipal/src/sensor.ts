import type { Instant } from '@jernih/domain'
import type { Random } from './random.ts'
import { createServicing } from './servicing.ts'
import { stepMs } from './train.ts'

/** How an instrument differs from an ideal one; classes after the IWA benchmark (BSM), units those of its parameter. */
export interface SensorSpec {
  /** `lags` first-order lags of `tauSeconds` each; none where the instrument is fast. */
  response: { lags: number; tauSeconds: number } | null
  /** Full scale to which the noise refers: white, σ 2.5 % of it, a new value each minute. */
  noiseScale: number
  /** What the instrument can show: beyond it, it shows its end. */
  range: readonly [low: number, high: number]
  decimals: number
  /** Rise a day since the last cleaning, drawn once for each instrument. */
  driftPerDay: readonly [low: number, high: number]
  /** Loss of slope a day since the last calibration, around `pivot`; for electrodes. */
  slopeLoss?: { perDay: number; pivot: number }
  /** Bubbles an hour while water flows, each a positive spike of at most 50 s. */
  bubblesPerHour?: number
  /** Flow meters: error of gain and noise as shares of the value, and the flow below which zero is shown. */
  relative?: { gain: number; noise: number; cutOff: number }
}

/** What a story does to an instrument. */
export interface SensorFault {
  /** Added to what it would show. */
  bias: number
  /** By which it would show too much or too little. */
  gain: number
  frozen: boolean
}

export interface Sensor {
  /** What it shows now; to be asked once each step of the plant. */
  show(now: { at: Instant; truth: number; flowing: boolean; fault: SensorFault }): number
}

const noiseShare = 0.025
const noiseHoldMs = 60_000
const dayMs = 86_400_000

/** `zone` is the site's, by whose Mondays the instrument is cleaned and calibrated. */
export function createSensor(spec: SensorSpec, { random, zone }: { random: Random; zone: string }): Sensor {
  const servicedAt = createServicing(zone)
  const follow = createLags(spec.response)
  const bubbles = createBubbles(spec, random)
  const driftPerDay = random.between(...spec.driftPerDay)
  const gain = 1 + (spec.relative?.gain ?? 0) * random.between(-1, 1)
  const unit = 10 ** spec.decimals
  let noise = { until: Number.NEGATIVE_INFINITY, white: 0 }
  let shown = Number.NaN

  return {
    show({ at, truth, flowing, fault }) {
      if (at >= noise.until) {
        noise = { until: (Math.floor(at / noiseHoldMs) + 1) * noiseHoldMs, white: random.normal() }
      }
      const followed = follow(truth)
      const bubble = bubbles(flowing)
      if (fault.frozen && !Number.isNaN(shown)) return shown
      const days = (at - servicedAt(at)) / dayMs
      const value =
        gained(followed) * fault.gain +
        driftPerDay * days +
        sloped(followed, days) +
        noiseShare * spec.noiseScale * noise.white +
        bubble +
        fault.bias
      shown = Math.round(clip(cut(value, followed)) * unit) / unit
      return shown
    },
  }

  function gained(value: number): number {
    return value * gain * (1 + (spec.relative?.noise ?? 0) * noise.white)
  }
  function sloped(value: number, days: number): number {
    return spec.slopeLoss ? -spec.slopeLoss.perDay * days * (value - spec.slopeLoss.pivot) : 0
  }
  function cut(value: number, followed: number): number {
    return spec.relative && followed < spec.relative.cutOff ? 0 : value
  }
  function clip(value: number): number {
    return Math.min(spec.range[1], Math.max(spec.range[0], value))
  }
}

/** Each lag solved exactly over a step; the first value ever is taken as having stood for long. */
function createLags(response: SensorSpec['response']): (value: number) => number {
  if (!response) return (value) => value
  const share = 1 - Math.exp(-stepMs / 1_000 / response.tauSeconds)
  let lags: number[] | null = null
  return (value) => {
    lags ??= Array<number>(response.lags).fill(value)
    let followed = value
    lags = lags.map((lag) => {
      followed = lag + share * (followed - lag)
      return followed
    })
    return followed
  }
}

function createBubbles(
  { bubblesPerHour = 0, range }: SensorSpec,
  random: Random,
): (flowing: boolean) => number {
  const chance = (bubblesPerHour * stepMs) / 3_600_000
  let bubble = { steps: 0, height: 0 }
  return (flowing) => {
    if (chance === 0) return 0
    if (bubble.steps > 0) bubble.steps--
    else if (flowing && random.chance(chance)) {
      bubble = { steps: random.integer(1, 5), height: range[1] * random.between(0.15, 0.8) }
    }
    return bubble.steps > 0 ? bubble.height : 0
  }
}
