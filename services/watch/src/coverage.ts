import type { Instant, PointId, SiteId } from '@jernih/domain'
import { expectedFrom, silentStates } from './doing.ts'
import type { Ledger } from './ledger.ts'
import type { Plan } from './plan.ts'
import { absenceMs, measuredAt, never, type WatchedPoint } from './watched.ts'

/** `[from, to]`: between two readings, and longer than the point's interval allows. */
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
  const longestMs = point.point.intervalSeconds * 1_000 * allowedIntervals
  const { gaps } = point.memory
  if (at > before) {
    point.newestAt = at
    const from = Math.max(before, expectedFrom(point))
    const isGap = before !== never && at - from > longestMs && !silentStates.has(point.memory.doing.state)
    const waited = gaps.filter(({ to }) => at - to < waitedMs)
    if (isGap) waited.push({ from, to: at })
    if (isGap || waited.length < gaps.length) keep(ledger, point, waited)
    return
  }
  if (before - at > absenceMs && gaps.length > 0) {
    const place = gaps.findIndex(({ from, to }) => at > from && at < to)
    const gap = gaps[place]
    if (!gap) return
    const rest = [
      { from: gap.from, to: at },
      { from: at, to: gap.to },
    ].filter(({ from, to }) => to - from > longestMs)
    keep(ledger, point, gaps.toSpliced(place, 1, ...rest))
  }
}

export function coverageOf(plan: Plan): PointCoverage[] {
  return Array.from(plan.points(), ({ site, point, newestAt, memory }) => {
    return {
      ...{ site: site.id, point: point.id, gaps: memory.gaps },
      newestAt: newestAt === never ? null : newestAt,
    }
  })
}

/** The newest reading of all its series. */
export function newestOf({ series }: WatchedPoint): Instant {
  return Math.max(never, ...Array.from(series.values(), ({ at, receivedAt }) => measuredAt(at, receivedAt)))
}

function keep(ledger: Ledger, point: WatchedPoint, gaps: readonly Gap[]): void {
  point.memory.gaps = gaps.slice(-mostGaps)
  ledger.unsaved.points.add(point)
}
