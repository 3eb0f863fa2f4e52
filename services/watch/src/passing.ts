import { isLatched } from '@jernih/alarm'
import type { Instant, PointState } from '@jernih/domain'
import type { Entry } from '@jernih/journal'
import { excuse } from './coverage.ts'
import { expectedFrom, owesData, silentStates } from './doing.ts'
import type { Ledger } from './ledger.ts'
import { closeSlot } from './limit-slots.ts'
import type { Plan } from './plan.ts'
import { watchSupply } from './supply.ts'
import { suppressByDesign } from './suppression.ts'
import {
  isCalm,
  type Moment,
  measuredAt,
  never,
  type PointMemory,
  presence,
  type Slot,
  type WatchedPoint,
  type WatchedSeries,
} from './watched.ts'

/** States in which what was measured before is no longer the water: a violation that is not told yet is over. */
const waterless: ReadonlySet<PointState> = new Set(['stopped', 'calibration'])

/** What the passing of time alone decides. `startedAt`: when the station last came up; its own absence is nobody's silence. */
export function passTime(ledger: Ledger, plan: Plan, now: Moment & { startedAt: Instant }): void {
  const { at, offset } = now
  for (const slot of ledger.withheld()) ledger.move(slot, { kind: 'shelf-time', at, offset })
  for (const slot of ledger.active()) ledger.move(slot, { kind: 'elapsed', at, offset })
  for (const supply of plan.supplies()) watchSupply(ledger, supply, now)
  for (const point of plan.points()) {
    const { deviceOffline } = point
    if (deviceOffline.state.status === 'pending' && at - now.startedAt >= deviceOffline.rule.onDelayMs) {
      ledger.move(deviceOffline, { kind: 'elapsed', at, offset })
    }
    suppressByDesign(ledger, point, now)
    const owes = owesData(point, at)
    const expectedSince = Math.max(expectedFrom(point), now.startedAt)
    for (const series of point.series.values()) {
      if (owes && isWaiting(series.noData)) {
        watchSilence(ledger, series, {
          ...now,
          since: Math.max(past(measuredAt(series.at, series.receivedAt), at), expectedSince),
        })
      }
      if (!series.calm) markLostData(ledger, series, now)
    }
  }
}

/** Whether what it waits for would be news. */
function isWaiting({ state }: Slot): boolean {
  return state.status === 'normal' || isLatched(state)
}

/** What lies ahead of us was told under a clock that was set back since, and says nothing of now. */
function past(at: Instant, now: Instant): Instant {
  return at > now ? never : at
}

function watchSilence(ledger: Ledger, series: WatchedSeries, now: Moment & { since: Instant }): void {
  const { at, offset, since } = now
  if (at - since < series.noData.rule.onDelayMs) return
  const value = series.at === never ? null : series.value
  ledger.move(series.noData, {
    kind: 'observed',
    at: since,
    offset,
    index: 0,
    condition: 'violated',
    value,
    flag: null,
    excursion: null,
    believable: true,
    fresh: false,
  })
  ledger.move(series.noData, { kind: 'elapsed', at, offset })
  series.calm = isCalm(series)
}

/** An alarm that stands on readings, of which none that counts has come for the time of no data. */
function markLostData(ledger: Ledger, series: WatchedSeries, now: Moment & { startedAt: Instant }): void {
  const { at, offset, startedAt } = now
  const mark = (slot: Slot, since: Instant) => {
    if (at - Math.max(past(since, at), startedAt) < series.rules.noData.silentMs) return
    ledger.move(slot, { kind: 'silent', at, offset, since })
  }
  for (const slot of series.limits.values()) mark(slot, series.countedAt)
  mark(series.sensorFailed, measuredAt(series.at, series.receivedAt))
}

/** A device is heard: whatever it says, it is there. */
export function hear(ledger: Ledger, { deviceOffline: slot }: WatchedPoint, moment: Moment): void {
  if (slot.state.status !== 'normal') ledger.move(slot, presence(moment, 'normal'))
}

/** The broker or the device's will says that it is gone. */
export function miss(ledger: Ledger, { deviceOffline: slot }: WatchedPoint, moment: Moment): void {
  if (isWaiting(slot)) ledger.move(slot, presence(moment, 'violated'))
}

/** The broker saw a device come or go. Nobody misses one that said goodbye. */
export function takeLink(ledger: Ledger, point: WatchedPoint, entry: Extract<Entry, { kind: 'link' }>): void {
  const { connected, goodbye, receivedAt, offset } = entry
  setConnected(ledger, point, connected)
  if (connected) hear(ledger, point, { at: receivedAt, offset })
  else if (!goodbye) miss(ledger, point, { at: receivedAt, offset })
}

/** Our own end was the end of every connection: whoever had one must come back. */
export function loseLink(ledger: Ledger, point: WatchedPoint, moment: Moment): void {
  if (!point.memory.connected) return
  setConnected(ledger, point, false)
  miss(ledger, point, moment)
}

function setConnected(ledger: Ledger, point: WatchedPoint, connected: boolean): void {
  if (point.memory.connected === connected) return
  point.memory.connected = connected
  ledger.unsaved.points.add(point)
}

/** A device says what its point is doing. A word older than the last one is late, and ignored. */
export function takeState(
  ledger: Ledger,
  point: WatchedPoint,
  entry: Extract<Entry, { kind: 'state' }>,
): void {
  const since = measuredAt(entry.at, entry.receivedAt)
  if (since < point.memory.doing.since) return
  const note = `the point says: ${entry.state}`
  passWord(ledger, point, { at: entry.receivedAt, offset: entry.offset, note, state: entry.state, since })
}

/** What the point does from `since` on, by its device or in its place: while stopped, in maintenance or in calibration it owes no data. */
export function passWord(
  ledger: Ledger,
  point: WatchedPoint,
  told: Moment & PointMemory['doing'] & { note: string },
): void {
  const { memory } = point
  const { state, since, person } = told
  const isNews = state !== memory.doing.state
  const wasSilent = silentStates.has(memory.doing.state)
  if (silentStates.has(state)) excuse(ledger, point, since)
  memory.doing = { state, since, ...(person && { person }) }
  if (state === 'calibration') {
    if (memory.calibration?.to !== null) memory.calibration = { from: since, to: null }
  } else if (memory.calibration?.to === null) {
    memory.calibration = { ...memory.calibration, to: since }
  }
  if (wasSilent && !silentStates.has(state)) memory.expectedSince = told.at
  if (isNews) beginState(ledger, point, told)
  ledger.unsaved.points.add(point)
  suppressByDesign(ledger, point, told)
}

/** What somebody's word ends at once, whoever's it is: `no-data` of whom owes none, and violations not yet told of what is not the water. */
export function beginState(
  ledger: Ledger,
  point: WatchedPoint,
  told: Moment & { note: string; state: PointState },
): void {
  for (const series of point.series.values()) {
    if (silentStates.has(told.state)) closeSlot(ledger, series.noData, told)
    if (waterless.has(told.state)) forgivePending(ledger, series, told)
    series.calm = isCalm(series)
  }
}

function forgivePending(ledger: Ledger, series: WatchedSeries, told: Moment & { note: string }): void {
  for (const slot of series.limits.values()) {
    if (slot.state.status === 'pending') closeSlot(ledger, slot, told)
  }
}
