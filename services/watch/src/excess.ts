import { type Instant, type Parameter, parameters } from '@jernih/domain'
import { limitDay } from '@jernih/limits'
import { type ExcessRule, exceed, exceededUntil, isWithin, onDay, type Span } from '@jernih/windows'
import type { Ledger } from './ledger.ts'
import type { WatchedPoint, WatchedSeries } from './watched.ts'

/** A value holds for so many intervals of its point; of the time after them nobody says anything. */
const heldIntervals = 3

/** What left a point beyond one limit on the site's day of `since`. */
export interface ExcessNow {
  parameter: Parameter
  since: Instant
  /** At least. */
  kg: number
  /** Water flowed, or may have, and was not measured. */
  unmeasuredMs: number
  /** Readings that came too late to be part of it. */
  lateReadings: number
}

/** The series whose load the flow of their point makes: concentrations at an outlet that measures its flow. */
export function weighedOf({ point, series }: WatchedPoint): WatchedSeries[] {
  if (point.kind !== 'outlet' || !series.has('flow')) return []
  return [...series.values()].filter(({ parameter }) => parameters[parameter].unit === 'mg/L')
}

/** Takes a reading that has not failed into what exceeds the limits today. `at` is by our clock where the device's is ahead. */
export function weigh(
  ledger: Ledger,
  { point, series }: { point: WatchedPoint; series: WatchedSeries },
  { at, value }: { at: Instant; value: number },
): void {
  if (series.parameter === 'flow') {
    for (const one of point.weighed) take(ledger, { point, series: one }, { of: 'flow', at, value })
  } else if (point.weighed.includes(series)) {
    take(ledger, { point, series }, { of: 'concentration', at, value })
  }
}

/** Up to `now`; null where no limit is in force, or nothing was ever measured. */
export function excessNow(point: WatchedPoint, series: WatchedSeries, now: Instant): ExcessNow | null {
  const place = ruleOn(point, series, now)
  if (place === null || series.excess === null) return null
  const { day, ...rule } = place
  const { kg, unmeasuredMs, late } = exceededUntil(onDay(series.excess, day), now, rule)
  return { parameter: series.parameter, since: day.from, kg, unmeasuredMs, lateReadings: late }
}

function take(
  ledger: Ledger,
  { point, series }: { point: WatchedPoint; series: WatchedSeries },
  sample: Parameters<typeof exceed>[1],
): void {
  const place = ruleOn(point, series, sample.at)
  if (place === null) return
  series.excess = exceed(series.excess, sample, place)
  ledger.unsaved.weighed.add(series)
}

function ruleOn(
  { site, point }: WatchedPoint,
  series: WatchedSeries,
  at: Instant,
): (ExcessRule & { day: Span }) | null {
  const isToday = isWithin(at, series.day)
  const day = isToday ? series.day : limitDay(site, at)
  const limit = isToday
    ? series.limits.get('limit-high')?.threshold?.value
    : limitDay(site, at).limits.find(({ parameter }) => parameter === series.parameter)?.band.high
  if (limit === undefined) return null
  const holdMs = point.intervalSeconds * 1_000 * heldIntervals
  return { day, limit, flowAbove: point.discharging?.flowAbove ?? 0, holdMs }
}
