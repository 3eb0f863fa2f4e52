import type { Instant } from '@jernih/domain'
import type { Ledger } from './ledger.ts'
import { forEver, type Mark } from './marks.ts'
import type { Plan } from './plan.ts'
import { type Moment, never, type PointMemory, slotsOf } from './watched.ts'
import { forgetWindows } from './windows.ts'

/**
 * The station's clock was set back from `before` to `now`, as the journal shows. Whatever is remembered under a later time would hold up the alarms until
 * the clock is there again; it counts as of now.
 */
export function setBack(ledger: Ledger, plan: Plan, now: Moment & { before: Instant }): void {
  for (const point of plan.points()) {
    for (const slot of slotsOf(point)) ledger.move(slot, { kind: 'set-back', at: now.at, offset: now.offset })
    const { memory } = point
    for (const series of point.series.values()) forgetWindows(ledger, series)
    memory.expectedSince = Math.min(memory.expectedSince, now.at)
    memory.doing = { ...memory.doing, since: Math.min(memory.doing.since, now.at) }
    memory.mark = memory.mark && setMarkBack(memory.mark, now)
    memory.calibration = memory.calibration && setCalibrationBack(memory.calibration, now)
    memory.lateness = null
    memory.flowedAt = null
    memory.gaps = memory.gaps.filter(({ to }) => to <= now.at)
    point.newestAt = never
    ledger.unsaved.points.add(point)
  }
}

/** It lasts as long as the person said, and no longer for the clock's sake. */
function setMarkBack(mark: Mark, { at: now, before }: { at: Instant; before: Instant }): Mark {
  const { since, until, ended } = mark
  if (since <= now) return ended ? { ...mark, until: Math.min(until, now) } : mark
  const by = before - now
  return { ...mark, since: since - by, until: until === forEver ? forEver : until - by }
}

/** What was said under a later time was said by now. */
function setCalibrationBack(
  { from, to }: NonNullable<PointMemory['calibration']>,
  { at: now, before }: { at: Instant; before: Instant },
): PointMemory['calibration'] {
  const by = from > now ? before - now : 0
  return { from: from - by, to: to === null ? null : Math.min(to - by, now) }
}
