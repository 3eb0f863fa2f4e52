import type { Instant } from '@jernih/domain'
import type { Sample } from './gathered.ts'
import type { LoadSample } from './load.ts'
import { isWithin, type Span } from './span.ts'

/**
 * What left on one day beyond the limit: the integral of flow (m³/h) × (concentration − limit, where that is positive, in mg/L), each value
 * holding until the next one. It is the least that it can have been: see `unmeasuredMs`.
 */
export interface Excess {
  day: Span
  /** Up to here it is counted. */
  until: Instant
  kg: number
  /** For so long water flowed, or nobody could say that it did not, and one of the two values was not known. */
  unmeasuredMs: number
  /** Values that came after the time at which they were measured had been counted: they are not in it. */
  late: number
  concentration: Sample | null
  flow: Sample | null
}

/** `limit` in mg/L; water flows above `flowAbove` (m³/h); a value holds for `holdMs` at most. */
export interface ExcessRule {
  limit: number
  flowAbove: number
  holdMs: number
}

/** Takes one more value, of `day`. At one time flow and concentration may come in either order. A value of an earlier day is not of this one. */
export function exceed(
  before: Excess | null,
  { of, at, value }: LoadSample,
  rule: ExcessRule & { day: Span },
): Excess {
  if (before !== null && at < before.day.from) return before
  if (before !== null && at < before.until) return { ...before, late: before.late + 1 }
  // Spelled out, for this is the hot path: a copy with a computed key takes several times as long.
  const last = exceededUntil(onDay(before, rule.day), at, rule)
  const { day, until, kg, unmeasuredMs, late } = last
  const sample = { at, value }
  const concentration = of === 'concentration' ? sample : last.concentration
  const flow = of === 'flow' ? sample : last.flow
  return { day, until, kg, unmeasuredMs, late, concentration, flow }
}

/** The same, counted until `at` or the end of its day. */
export function exceededUntil(excess: Excess, at: Instant, { limit, flowAbove, holdMs }: ExcessRule): Excess {
  const { until, day, concentration, flow } = excess
  const end = Math.min(at, day.to)
  if (end <= until) return excess
  const known = (sample: Sample | null) =>
    sample === null ? until : Math.max(until, Math.min(end, sample.at + holdMs))
  const flowKnown = known(flow)
  if (flow !== null && flow.value <= flowAbove) {
    return { ...excess, until: end, unmeasuredMs: excess.unmeasuredMs + end - flowKnown }
  }
  const bothKnown = Math.min(flowKnown, known(concentration))
  const gramsPerHour = Math.max(0, (concentration?.value ?? 0) - limit) * Math.max(0, flow?.value ?? 0)
  return {
    ...excess,
    until: end,
    kg: excess.kg + (gramsPerHour * (bothKnown - until)) / gramMsPerKgHour,
    unmeasuredMs: excess.unmeasuredMs + end - bothKnown,
  }
}

const gramMsPerKgHour = 1_000 * 3_600_000

/** The day's beginning, where that is another day: the last values of the day before hold on. */
export function onDay(before: Excess | null, day: Span): Excess {
  if (before !== null && isWithin(before.day.from, day)) return before
  return {
    ...{ day, until: day.from, kg: 0, unmeasuredMs: 0, late: 0 },
    concentration: before?.concentration ?? null,
    flow: before?.flow ?? null,
  }
}
