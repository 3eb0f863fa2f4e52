import type { Instant } from '@jernih/domain'

/** `[from, to)`. */
export interface Span {
  from: Instant
  to: Instant
}

/** The span of that length in which `at` lies, counted from the beginning of the site's local `day`; none goes beyond the day. */
export function spanAt(at: Instant, day: Span, lengthMs: number): Span {
  const from = day.from + Math.floor((at - day.from) / lengthMs) * lengthMs
  return { from, to: Math.min(from + lengthMs, day.to) }
}

export function isWithin(at: Instant, { from, to }: Span): boolean {
  return at >= from && at < to
}
