import type { Instant, PointId, SiteId } from '@jernih/domain'
import { expectedFrom, owesData } from './doing.ts'
import type { Ledger } from './ledger.ts'
import type { Plan } from './plan.ts'
import { absenceMs, measuredAt, never, type WatchedPoint } from './watched.ts'

/** `[from, to]`: while readings were owed, and longer than the point's interval allows. */
export interface Gap {
  from: Instant
  to: Instant
}

/** What a point measured, by its interval: whatever lies up to the first gap, or the newest reading, is there. */
export interface PointCoverage {
  site: SiteId
  point: PointId
  /** Null before the first reading. */
  newestAt: Instant | null
  /** Oldest first. */
  gaps: readonly Gap[]
}

/** A silence of more intervals than this is a gap. */
const allowedIntervals = 3
/** No buffer is waited for any longer. */
const waitedMs = 86_400_000
const mostGaps = 32

/** Takes a time at which something was measured, by our clock where the device's is ahead. */
export function cover(ledger: Ledger, point: WatchedPoint, at: Instant): void {
  const before = point.newestAt
  if (at === before) return
  const { gaps } = point.memory
  if (at < before) {
    if (before - at > absenceMs && gaps.length > 0) keep(ledger, point, filled(point, at))
    return
  }
  point.newestAt = at
  const gap = gapUntil(point, before, at)
  if (gap === null && gaps.length === 0) return
  const waited = filled(point, at).filter(({ to }) => at - to < waitedMs)
  keep(ledger, point, gap ? [...waited, gap] : waited)
}

/** Takes that from `at` on nothing is owed, before it is remembered: what was owed until then and did not come may still. */
export function excuse(ledger: Ledger, point: WatchedPoint, at: Instant): void {
  const gap = gapUntil(point, point.newestAt, at)
  if (gap) keep(ledger, point, [...point.memory.gaps, gap])
}

/** What is missing between the newest reading and `at`; null where that is no longer than allowed, or nothing was owed. */
function gapUntil(point: WatchedPoint, newestAt: Instant, at: Instant): Gap | null {
  if (newestAt === never || !owesData(point, at)) return null
  const from = Math.max(newestAt, expectedFrom(point))
  return at - from > allowedMs(point) ? { from, to: at } : null
}

/** The gaps once something was measured at `at`: that one has become two shorter ones, or none. */
function filled(point: WatchedPoint, at: Instant): readonly Gap[] {
  const { gaps } = point.memory
  const place = gaps.findIndex(({ from, to }) => at > from && at < to)
  const gap = gaps[place]
  if (!gap) return gaps
  const rest = [
    { from: gap.from, to: at },
    { from: at, to: gap.to },
  ].filter(({ from, to }) => to - from > allowedMs(point))
  return gaps.toSpliced(place, 1, ...rest)
}

function allowedMs({ point }: WatchedPoint): number {
  return point.intervalSeconds * 1_000 * allowedIntervals
}

export function coverageOf(plan: Plan): PointCoverage[] {
  return Array.from(plan.points(), ({ site, point, newestAt, memory }) => {
    return {
      ...{ site: site.id, point: point.id, gaps: memory.gaps },
      newestAt: newestAt === never ? null : newestAt,
    }
  })
}

/** The newest reading of all its series; what lies ahead of `now` was measured under a clock that was set back since. */
export function newestOf({ series }: WatchedPoint, now: Instant): Instant {
  const all = Array.from(series.values(), ({ at, receivedAt }) => measuredAt(at, receivedAt))
  return Math.max(never, ...all.filter((at) => at - now <= absenceMs))
}

function keep(ledger: Ledger, point: WatchedPoint, gaps: readonly Gap[]): void {
  const { gaps: before } = point.memory
  if (gaps.length === before.length && gaps.every((gap, place) => gap === before[place])) return
  point.memory.gaps = gaps.slice(-mostGaps)
  ledger.unsaved.points.add(point)
}
