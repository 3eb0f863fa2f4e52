import type { Instant } from '@jernih/domain'

/** A day of the site, or what of it lies in the window. */
export interface Day {
  /** `2026-11-24`. */
  date: string
  from: Instant
  to: Instant
}

/** `[from, to)` cut at each midnight of the zone. */
export function daysOf(from: Instant, to: Instant, zone: string): Day[] {
  const days: Day[] = []
  for (let start = from; start < to; ) {
    const local = Temporal.Instant.fromEpochMilliseconds(start).toZonedDateTimeISO(zone)
    const midnight = local.add({ days: 1 }).startOfDay().epochMilliseconds
    const end = Math.min(midnight, to)
    days.push({ date: local.toPlainDate().toString(), from: start, to: end })
    start = end
  }
  return days
}
