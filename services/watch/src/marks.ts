import type { Instant, MarkedState, PointStanding, PointState } from '@jernih/domain'
import type { Entry } from '@jernih/journal'
import { excuse } from './coverage.ts'
import { calibrationEnd, standingMark } from './doing.ts'
import type { Ledger } from './ledger.ts'
import { beginState, passWord } from './passing.ts'
import { suppressByDesign } from './suppression.ts'
import { never, type WatchedPoint } from './watched.ts'

/** What a person said last of a point; it stands in `[since, until)`, and stays for what was measured then and comes late. */
export interface Mark {
  state: Exclude<MarkedState, 'running'>
  since: Instant
  until: Instant
  by: string
  reason: string | null
  /** Somebody said at `until` that it runs again: no clock gives it back. */
  ended?: true
}

/**
 * A person says what a point is doing. It counts beside what the device says, and no word of the device ends it. That it runs again ends
 * it, and what the device said until then as well.
 */
export function takeMark(ledger: Ledger, point: WatchedPoint, entry: Extract<Entry, { kind: 'mark' }>): void {
  const { state, until, by, reason, receivedAt: at, offset } = entry
  const told = { at, offset, note: `${by} says: ${state}` }
  const { memory } = point
  const before = standingMark(point, at)
  if (state === 'running') {
    if (before) memory.mark = { ...before, until: at, ended: true }
    memory.expectedSince = at
    passWord(ledger, point, { ...told, state, since: at, person: { by, reason } })
    return
  }
  const since = before?.state === state ? before.since : at
  excuse(ledger, point, at)
  memory.mark = { state, since, until: until ?? forEver, by, reason }
  ledger.unsaved.points.add(point)
  beginState(ledger, point, { ...told, state })
  suppressByDesign(ledger, point, { at, offset })
}

/** Until somebody says otherwise. */
export const forEver: Instant = Number.MAX_SAFE_INTEGER

/** What the point is doing at `now`, by whoever's word counts most. */
export function pointStanding(watched: WatchedPoint, now: Instant): PointStanding {
  const { site, point, memory } = watched
  const { person, ...doing } = memory.doing
  const device = doing.since === never || person ? null : doing
  const place = { site: site.id, point: point.id, device }
  const mark = standingMark(watched, now)
  if (mark) {
    return { ...place, saidBy: 'person', ...mark, until: mark.until === forEver ? null : mark.until }
  }
  if (person) return { ...place, saidBy: 'person', ...doing, until: null, ...person }
  const nobody = { by: null, reason: null }
  if (device === null) {
    return { ...place, saidBy: 'nobody', state: 'running', since: null, until: null, ...nobody }
  }
  return { ...place, saidBy: 'device', ...device, until: endOf(watched, device.state), ...nobody }
}

function endOf(point: WatchedPoint, state: PointState): Instant | null {
  return state === 'calibration' ? calibrationEnd(point) : null
}
