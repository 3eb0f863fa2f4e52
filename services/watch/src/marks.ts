import type { Instant, MarkedState, PointStanding, PointState } from '@jernih/domain'
import type { Entry } from '@jernih/journal'
import type { Ledger } from './ledger.ts'
import { beginState, passWord } from './passing.ts'
import { suppressByDesign } from './suppression.ts'
import { calibrationEnd, never, standingMark, type WatchedPoint } from './watched.ts'

/** What a person said last of a point; it stands in `[since, until)`, and stays for what was measured then and comes late. */
export interface Mark {
  state: Exclude<MarkedState, 'running'>
  since: Instant
  until: Instant
  by: string
  reason: string | null
}

/**
 * A person says what a point is doing. It counts beside what the device says, and no word of the device ends it. That it runs again ends
 * it, and what the device said until then as well.
 */
export function takeMark(ledger: Ledger, point: WatchedPoint, entry: Extract<Entry, { kind: 'mark' }>): void {
  const { state, until, by, reason, receivedAt: at, offset } = entry
  const told = { at, offset, note: `${by} says: ${state}` }
  if (state === 'running') {
    if (point.memory.mark)
      point.memory.mark = { ...point.memory.mark, until: Math.min(point.memory.mark.until, at) }
    point.memory.expectedSince = at
    passWord(ledger, point, { ...told, state, since: at })
    return
  }
  const before = standingMark(point, at)
  const since = before?.state === state ? before.since : at
  point.memory.mark = { state, since, until: until ?? Number.MAX_SAFE_INTEGER, by, reason }
  ledger.unsaved.points.add(point)
  beginState(ledger, point, { ...told, state })
  suppressByDesign(ledger, point, { at, offset })
}

/** What the point is doing at `now`, by whoever's word counts most. */
export function pointStanding(watched: WatchedPoint, now: Instant): PointStanding {
  const { site, point, memory } = watched
  const { state, since } = memory.doing
  const place = { site: site.id, point: point.id }
  const device = since === never ? null : { state, since }
  const mark = standingMark(watched, now)
  if (mark) {
    const until = mark.until === Number.MAX_SAFE_INTEGER ? null : mark.until
    return {
      ...place,
      state: mark.state,
      saidBy: 'person',
      since: mark.since,
      until,
      by: mark.by,
      reason: mark.reason,
      device,
    }
  }
  const nobody = { by: null, reason: null, device }
  if (device === null)
    return { ...place, state: 'running', saidBy: 'nobody', since: null, until: null, ...nobody }
  return { ...place, ...device, saidBy: 'device', until: endOf(watched, state), ...nobody }
}

function endOf(point: WatchedPoint, state: PointState): Instant | null {
  return state === 'calibration' ? calibrationEnd(point) : null
}
