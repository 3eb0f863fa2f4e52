import type { AlarmKind, Instant } from '@jernih/domain'
import type { Ledger } from './ledger.ts'
import { calibrationEnd, type Moment, type SuppressionCause, slotsOf, type WatchedPoint } from './watched.ts'

const noData: ReadonlySet<AlarmKind> = new Set(['no-data'])

/** What each doing of a point makes meaningless: it owes no data, and what is measured in calibration is not the water. */
const suppressed: Record<SuppressionCause, ReadonlySet<AlarmKind>> = {
  stopped: noData,
  maintenance: noData,
  calibration: new Set([...noData, 'limit-high', 'limit-low', 'approaching-high', 'approaching-low']),
}

/** Suppresses a point's alarms by design for as long as what it is doing asks for that, and gives them back after it. */
export function suppressByDesign(ledger: Ledger, point: WatchedPoint, now: Moment): void {
  const cause = causeAt(point, now.at)
  if (cause === point.memory.suppressing) return
  point.memory.suppressing = cause
  ledger.unsaved.points.add(point)
  suppressAll(ledger, point, now)
}

/** The same for alarms that may be new to the point. */
export function suppressAll(ledger: Ledger, point: WatchedPoint, { at, offset }: Moment): void {
  const cause = point.memory.suppressing
  for (const slot of slotsOf(point)) {
    if (cause && suppressed[cause].has(slot.rule.key.kind)) {
      ledger.move(slot, { kind: 'suppress', at, offset, cause })
    } else {
      ledger.move(slot, { kind: 'unsuppress', at, offset })
    }
  }
}

function causeAt(point: WatchedPoint, now: Instant): SuppressionCause | null {
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
