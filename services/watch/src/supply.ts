import { isLatched } from '@jernih/alarm'
import type { Instant } from '@jernih/domain'
import { expectedFrom, owesData } from './doing.ts'
import type { Ledger } from './ledger.ts'
import {
  type Moment,
  measuredAt,
  never,
  presence,
  type Slot,
  type Supply,
  type WatchedPoint,
} from './watched.ts'

/** Silences that begin farther apart than this, or than the longest time of no data, have no common cause. */
const shortestTogetherMs = 180_000

/** Moved by the passing of time, but for a while after our own absence, in which whoever was there comes back. */
export function watchSupply(
  ledger: Ledger,
  { cut, points }: Supply,
  now: Moment & { startedAt: Instant },
): void {
  if (now.at - now.startedAt < longestOf(points, ({ deviceOffline }) => deviceOffline.rule.onDelayMs)) return
  const isCut = isStanding(cut)
  const silences = points
    .map((point) => silenceOf(point, now, isCut))
    .filter((silence) => silence !== 'says nothing')
  const isSilent = silences.length > 1 && !silences.includes('heard')
  if (isNews(cut, isSilent) && (!isSilent || isCut || beganTogether(silences, points))) {
    ledger.move(cut, presence(now, isSilent ? 'violated' : 'normal'))
  }
  ledger.move(cut, { kind: 'elapsed', ...now })
}

/** Whether the alarm holds the contrary. */
function isNews({ state }: Slot, isSilent: boolean): boolean {
  switch (state.status) {
    case 'normal':
      return isSilent
    case 'pending':
      return !isSilent
    case 'active':
      return isSilent === (isLatched(state) ? state.turningSince === null : state.turningSince !== null)
  }
}

/** Since when nothing is heard of a point, or that it is heard, or that its silence would say nothing. */
type Silence = Instant | 'heard' | 'says nothing'

/**
 * A cut ends by readings alone, so not by our own restart; and they are believed for longer than it takes to end, or whoever sends
 * in bursts would never be heard for so long.
 */
function silenceOf(
  point: WatchedPoint,
  { at, startedAt }: Moment & { startedAt: Instant },
  isCut: boolean,
): Silence {
  const { state } = point.deviceOffline
  if (state.status === 'pending') return state.since
  if (state.status === 'active' && !isLatched(state)) return state.alarm.since
  if (!owesData(point, at)) return 'says nothing'
  const heardAt = lastHeard(point, at)
  if (heardAt === never) return 'says nothing'
  if (isCut) return at - heardAt >= togetherMs([point]) ? heardAt : 'heard'
  const since = Math.max(heardAt, expectedFrom(point), startedAt)
  const freshMs = longestOf(point.series.values(), ({ rules }) => rules.noData.freshMs)
  return at - since >= freshMs ? since : 'heard'
}

function lastHeard({ series }: WatchedPoint, now: Instant): Instant {
  let heardAt = never
  for (const one of series.values()) {
    const at = measuredAt(one.at, one.receivedAt)
    if (at <= now) heardAt = Math.max(heardAt, at)
  }
  return heardAt
}

function beganTogether(silences: readonly Silence[], points: readonly WatchedPoint[]): boolean {
  let first = Number.POSITIVE_INFINITY
  let last = Number.NEGATIVE_INFINITY
  for (const silence of silences) {
    if (typeof silence !== 'number') continue
    first = Math.min(first, silence)
    last = Math.max(last, silence)
  }
  return last - first <= togetherMs(points)
}

function togetherMs(points: readonly WatchedPoint[]): number {
  const silentMs = longestOf(points, ({ series }) =>
    longestOf(series.values(), ({ rules }) => rules.noData.silentMs),
  )
  return Math.max(shortestTogetherMs, silentMs)
}

function longestOf<T>(all: Iterable<T>, lengthOf: (one: T) => number): number {
  let longest = 0
  for (const one of all) longest = Math.max(longest, lengthOf(one))
  return longest
}

/** Whether the point's silence has a cause beyond it. */
export function isCutOff({ supply }: WatchedPoint): boolean {
  return supply !== null && isStanding(supply.cut)
}

function isStanding({ state }: Slot): boolean {
  return state.status === 'active' && !isLatched(state)
}
