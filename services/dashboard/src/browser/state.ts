import type { Alarm, Latest, Point, Site } from './wire.ts'
import { type Language, rememberedLanguage, type Words, words } from './words.ts'

/** What the screen knows. `serverAhead` is added to this machine's steady clock to have the server's time. */
export interface State {
  language: Language
  sites: Site[]
  latest: Map<string, Latest>
  alarms: Map<string, Alarm>
  simulated: boolean
  serverAhead: number | null
  lastHeard: number
}

export const state: State = {
  language: rememberedLanguage(),
  sites: [],
  latest: new Map(),
  alarms: new Map(),
  simulated: false,
  serverAhead: null,
  lastHeard: performance.now(),
}

export function text(): Words {
  return words[state.language]
}

/** The server's time, so that a phone with a wrong clock shows right ages. */
export function serverNow(): number {
  return performance.now() + (state.serverAhead ?? Date.now() - performance.now())
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
  return ageMs > staleIntervals * intervalSeconds * 1_000
}
