import { isLatched } from '@jernih/alarm'
import type { AlarmKind, Instant, SuppressionCause } from '@jernih/domain'
import { calibrationEnd, standingMark } from './doing.ts'
import type { Ledger } from './ledger.ts'
import { isCutOff } from './supply.ts'
import { type Moment, slotsOf, type WatchedPoint } from './watched.ts'

const noData: ReadonlySet<AlarmKind> = new Set(['no-data'])

/**
 * What each cause makes meaningless: who is stopped owes no data, what is measured in calibration is not the water, and what is out of reach or
 * without power has an alarm of its own for that.
 */
const suppressed: Record<SuppressionCause, ReadonlySet<AlarmKind>> = {
  stopped: noData,
  maintenance: noData,
  calibration: new Set([
    ...noData,
    ...(['limit-high', 'limit-low', 'approaching-high', 'approaching-low'] as const),
    ...(['standing-high', 'standing-low'] as const),
  ]),
  'power-cut': new Set(['no-data', 'device-offline']),
  'device-offline': noData,
}

const none: readonly SuppressionCause[] = []

/** Suppresses a point's alarms by design for as long as there is a cause for it, and gives them back after it. */
export function suppressByDesign(ledger: Ledger, point: WatchedPoint, now: Moment): void {
  const causes = causesAt(point, now.at)
  const { suppressing } = point.memory
  if (causes.length === suppressing.length && causes.every((cause, n) => cause === suppressing[n])) return
  point.memory.suppressing = causes
  ledger.unsaved.points.add(point)
  suppressAll(ledger, point, now)
}

/** The same for alarms that may be new to the point. */
export function suppressAll(ledger: Ledger, point: WatchedPoint, { at, offset }: Moment): void {
  const causes = point.memory.suppressing
  for (const slot of slotsOf(point)) {
    const cause = causes.find((each) => suppressed[each].has(slot.rule.key.kind))
    if (cause) ledger.move(slot, { kind: 'suppress', at, offset, cause })
    else ledger.move(slot, { kind: 'unsuppress', at, offset })
  }
}

/** In the order of being told: what a person says, what the device says, and what has an alarm of its own. */
function causesAt(point: WatchedPoint, now: Instant): readonly SuppressionCause[] {
  const marked = standingMark(point, now)?.state ?? null
  const doing = doingAt(point, now)
  const isCut = isCutOff(point)
  const { state } = point.deviceOffline
  const isAway = state.status !== 'normal' && !isLatched(state)
  if (marked === null && doing === null && !isCut && !isAway) return none
  return [
    ...(marked ? [marked] : []),
    ...(doing && doing !== marked ? [doing] : []),
    ...(isCut ? (['power-cut'] as const) : []),
    ...(isAway ? (['device-offline'] as const) : []),
  ]
}

/** By its device. */
function doingAt(point: WatchedPoint, now: Instant): SuppressionCause | null {
  const { state } = point.memory.doing
  switch (state) {
    case 'stopped':
    case 'maintenance':
      return state
    case 'calibration':
      return now < calibrationEnd(point) ? state : null
    case 'running':
    case 'fault':
      return null
  }
}
