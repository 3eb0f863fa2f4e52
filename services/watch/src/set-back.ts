import type { Instant } from '@jernih/domain'
import type { Ledger } from './ledger.ts'
import type { Mark } from './marks.ts'
import type { Plan } from './plan.ts'
import { type Moment, never, slotsOf } from './watched.ts'
import { forgetWindows } from './windows.ts'

/**
 * The station's clock was set back to `now`, as the journal shows. Whatever is remembered under a later time would hold up the alarms until
 * the clock is there again; it counts as of now.
 */
export function setBack(ledger: Ledger, plan: Plan, now: Moment): void {
  for (const point of plan.points()) {
    for (const slot of slotsOf(point)) ledger.move(slot, { kind: 'set-back', ...now })
    const { memory } = point
    for (const series of point.series.values()) forgetWindows(ledger, series)
    memory.expectedSince = Math.min(memory.expectedSince, now.at)
    memory.doing = { ...memory.doing, since: Math.min(memory.doing.since, now.at) }
    memory.mark = memory.mark && setMarkBack(memory.mark, now.at)
    memory.lateness = null
    memory.flowedAt = null
    memory.gaps = memory.gaps.filter(({ to }) => to <= now.at)
    point.newestAt = never
    ledger.unsaved.points.add(point)
  }
}

/** It lasts as long as the person said, and no longer for the clock's sake. */
function setMarkBack(mark: Mark, now: Instant): Mark {
  if (mark.since <= now) return mark
  return { ...mark, since: now, until: mark.until - (mark.since - now) }
}
