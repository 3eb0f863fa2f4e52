import { type Mark, mark, sinceMs } from './clock.ts'
import type { Alarm, Latest, Point, Site } from './wire.ts'
import { type Language, rememberedLanguage, type Words, words } from './words.ts'

/** What the screen knows. */
export interface State {
  language: Language
  sites: Site[]
  latest: Map<string, Latest>
  alarms: Map<string, Alarm>
  simulated: boolean
  /** Why readings are not kept, and what somebody should look at, in the server's words. */
  reasons: string[]
  warnings: string[]
  /** What the server's clock said, and when by ours; null before the first event. */
  serverTime: { at: number; heard: Mark } | null
  lastHeard: Mark
  /** The page was out of sight: whether the link lives is unknown until an event comes. */
  wasAway: boolean
}

export const state: State = {
  language: rememberedLanguage(),
  sites: [],
  latest: new Map(),
  alarms: new Map(),
  simulated: false,
  reasons: [],
  warnings: [],
  serverTime: null,
  lastHeard: mark(),
  wasAway: false,
}

export function text(): Words {
  return words[state.language]
}

/** The server's time, so that a phone with a wrong clock shows right ages. */
export function serverNow(): number {
  const { serverTime } = state
  return serverTime ? serverTime.at + sinceMs(serverTime.heard) : Date.now()
}

/** Since the measuring, or since the receipt where the device's clock is ahead: nothing is received before it is measured. */
export function ageOf({ at, receivedAt }: Latest): number {
  return serverNow() - Math.min(Date.parse(at), Date.parse(receivedAt))
}

/** A device's clock this far ahead of ours is told. */
const aheadMs = 5_000

export function isAhead({ at, receivedAt }: Latest): boolean {
  return Date.parse(at) - Date.parse(receivedAt) > aheadMs
}

export function seriesKey({ site, point, parameter }: Pick<Latest, 'site' | 'point' | 'parameter'>): string {
  return `${site}/${point}/${parameter}`
}

/** What the sites' files say of where an alarm is; undefined where they no longer name it. */
export function placeOf(alarm: Alarm) {
  const site = state.sites.find(({ id }) => id === alarm.site)
  const point = site?.points.find(({ id }) => id === alarm.point)
  const parameter = point?.parameters.find((each) => each.parameter === alarm.parameter)
  return { site, point, parameter }
}

/** A value older than this many intervals is no longer shown as the present one. */
const staleIntervals = 3

export function isStale(ageMs: number, { intervalSeconds }: Point): boolean {
  // It lies ahead of the server's clock only where that was set back, and then nobody knows its age.
  return Math.abs(ageMs) > staleIntervals * intervalSeconds * 1_000
}
