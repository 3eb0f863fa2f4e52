import type { Instant, PointState } from '@jernih/domain'
import type { Mark } from './marks.ts'
import { never, type WatchedPoint } from './watched.ts'

/** When what is measured counts again: at the end of the last calibration, or after the longest that is believed. */
export function calibrationEnd({ rules, memory: { calibration } }: WatchedPoint): Instant {
  if (calibration === null) return never
  return Math.min(calibration.to ?? Number.POSITIVE_INFINITY, calibration.from + rules.calibration.maxMs)
}

/** What a person says of the point, while it stands. */
export function standingMark({ memory: { mark } }: WatchedPoint, now: Instant): Mark | null {
  return mark !== null && now >= mark.since && now < mark.until ? mark : null
}

/** Whether what was measured then is not the water, by the device or by a person. */
export function isCalibrating(point: WatchedPoint, at: Instant): boolean {
  const { calibration } = point.memory
  if (calibration !== null && at >= calibration.from && at < calibrationEnd(point)) return true
  return standingMark(point, at)?.state === 'calibration'
}

/** Since when silence counts, our own absences apart: it lies ahead while a person says that the point is busy otherwise. */
export function expectedFrom(point: WatchedPoint): Instant {
  const { expectedSince, mark } = point.memory
  return Math.max(expectedSince, calibrationEnd(point), mark?.until ?? never)
}

/** States in which a point owes no data. */
export const silentStates: ReadonlySet<PointState> = new Set(['stopped', 'maintenance', 'calibration'])

/** Whether its silence is news. In calibration it is after a while, which others count. */
export function owesData(point: WatchedPoint, now: Instant): boolean {
  const { state } = point.memory.doing
  const marked = standingMark(point, now)?.state ?? 'calibration'
  return marked === 'calibration' && (state === 'calibration' || !silentStates.has(state))
}
