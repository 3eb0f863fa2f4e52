import type { Instant } from '@jernih/domain'
import type { Sample } from './gathered.ts'
import { isWithin, type Span } from './span.ts'

/**
 * What left with the water on one day: the integral of flow (m³/h) × concentration (mg/L), each value holding until the next one. It is the
 * least that it can have been: for the time for which one of the two is not known nothing is added.
 */
export interface Load {
  day: Span
  kg: number
  /** Up to here it is counted. */
  until: Instant
  concentration: Sample | null
  flow: Sample | null
}

/** A concentration, a flow, or one of both at one time. */
export interface LoadSample extends Sample {
  of: 'concentration' | 'flow'
}

/** `kg` of the day as counted at `at`. */
export interface LoadAt {
  at: Instant
  kg: number
}

/**
 * Takes one more value. Answers the day's load as it is now, after that of the day before where this one begins the next. A value holds for
 * `holdMs` at most. At one time flow and concentration may come in either order.
 */
export function carry(
  before: Load | null,
  { of, at, value }: LoadSample,
  { day, holdMs }: { day: Span; holdMs: number },
): { load: Load; told: LoadAt[] } {
  const taken = (load: Load): Load => ({ ...load, [of]: { at, value } })
  if (before === null || at < before.day.from) {
    const load = taken({ day, kg: 0, until: at, concentration: null, flow: null })
    return { load, told: [{ at, kg: 0 }] }
  }
  if (isWithin(at, before.day)) {
    const load = taken(countUntil(before, at, holdMs))
    return { load, told: [{ at, kg: load.kg }] }
  }
  const ended = countUntil(before, before.day.to, holdMs)
  const load = taken(countUntil({ ...ended, day, kg: 0, until: Math.max(day.from, ended.until) }, at, holdMs))
  return {
    load,
    told: [
      { at: before.day.to - 1, kg: ended.kg },
      { at, kg: load.kg },
    ],
  }
}

const gramMsPerKgHour = 1_000 * 3_600_000

function countUntil(load: Load, at: Instant, holdMs: number): Load {
  const { concentration, flow, until } = load
  if (at <= until) return load
  if (concentration === null || flow === null) return { ...load, until: at }
  const heldUntil = Math.min(at, concentration.at + holdMs, flow.at + holdMs)
  const ms = Math.max(0, heldUntil - until)
  const gramsPerHour = Math.max(0, concentration.value) * Math.max(0, flow.value)
  return { ...load, kg: load.kg + (gramsPerHour * ms) / gramMsPerKgHour, until: at }
}
