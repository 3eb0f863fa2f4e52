import { batch, computed, type Signal, signal } from '@preact/signals'
import { type Mark, mark, sinceMs } from './clock.ts'
import type { Alarm, Heartbeat, Latest, Limit, Point, Site, Transition } from './wire.ts'

// What the screen knows of the plants, kept up to date by the link. Everything is a signal: who reads it is drawn anew when it changes.

/** The sites with the limits in force; undefined before they were read. */
export const sites = signal<readonly Site[] | undefined>(undefined)
export const alarms = signal<ReadonlyMap<string, Alarm>>(new Map())
/** The newest transition, for whoever announces it. */
export const lastTransition = signal<{ alarm: Alarm; transition: Transition } | null>(null)
/** Some readings come from the virtual plant. */
export const simulated = signal(false)
/** What the station last said of itself; null before the first word. */
export const heartbeat = signal<Heartbeat | null>(null)

/** Without an event for this long the page says so and greys; heartbeats come every second. */
const lostMs = 2_500

export const lastHeard = signal<Mark>(mark())
/** The page was out of sight: whether the link lives is unknown until an event comes. */
export const wasAway = signal(false)
/** What the server's clock said, and when by ours. */
export const serverTime = signal<{ at: number; heard: Mark } | null>(null)

/** Moves on twice a second, so that ages count. */
const beat = signal(0)
setInterval(() => beat.value++, 500)

/** How long the server has said nothing, in ms. */
export const silenceMs = computed(() => {
  beat.value
  return sinceMs(lastHeard.value)
})

export const link = computed<'waiting' | 'live' | 'lost'>(() => {
  if (wasAway.value || silenceMs.value > lostMs) return 'lost'
  return serverTime.value ? 'live' : 'waiting'
})

/** The server's time in Unix ms, so that a phone with a wrong clock shows right ages. Counts on by itself where it is read. */
export const now = computed(() => {
  beat.value
  const { value } = serverTime
  return value ? value.at + sinceMs(value.heard) : Date.now()
})

/** One signal a series: a reading draws its own tile anew and no other. */
const series = new Map<string, Signal<Latest | undefined>>()
/** Moves on when a series is heard of for the first time. */
const seriesKnown = signal(0)

export function latestOf(key: string): Signal<Latest | undefined> {
  const known = series.get(key)
  if (known) return known
  const made = signal<Latest | undefined>(undefined)
  series.set(key, made)
  return made
}

/** The newest reading of every series that has one; drawn anew with each of them. */
export function allLatest(): Latest[] {
  seriesKnown.value
  return [...series.values()].flatMap(({ value }) => value ?? [])
}

export function takeLatest(readings: readonly Latest[]): void {
  batch(() => {
    for (const reading of readings) {
      const held = latestOf(seriesKey(reading))
      if (held.peek() === undefined) seriesKnown.value++
      held.value = reading
    }
  })
}

/** All that is known of the series, in place of what was. */
export function replaceLatest(readings: readonly Latest[]): void {
  batch(() => {
    const named = new Set(readings.map(seriesKey))
    for (const [key, held] of series) if (!named.has(key)) held.value = undefined
    takeLatest(readings)
  })
}

/** No reading is the present one any more. The sites and the alarms stay, since somebody may be writing of them. */
export function forgetReadings(): void {
  batch(() => {
    heartbeat.value = null
    serverTime.value = null
    replaceLatest([])
  })
}

/** For whoever signs in next: nothing of what was told before. */
export function forget(): void {
  batch(() => {
    sites.value = undefined
    alarms.value = new Map()
    lastTransition.value = null
    simulated.value = false
    forgetReadings()
  })
}

export function seriesKey({ site, point, parameter }: { site: string; point: string; parameter: string }) {
  return `${site}/${point}/${parameter}`
}

/** Since the measuring, or since the receipt where the device's clock is ahead: nothing is received before it is measured. */
export function ageOf({ at, receivedAt }: Latest): number {
  return now.value - Math.min(Date.parse(at), Date.parse(receivedAt))
}

/** A device's clock this far ahead of ours is told. */
const aheadMs = 5_000

export function isAhead({ at, receivedAt }: Latest): boolean {
  return Date.parse(at) - Date.parse(receivedAt) > aheadMs
}

/** A value older than this many intervals is no longer shown as the present one. */
const staleIntervals = 3

export function isStale(ageMs: number, { intervalSeconds }: Pick<Point, 'intervalSeconds'>): boolean {
  // It lies ahead of the server's clock only where that was set back, and then nobody knows its age.
  return Math.abs(ageMs) > staleIntervals * intervalSeconds * 1_000
}

export function breachOf(value: number, limit: Limit | null): 'above' | 'below' | null {
  if (limit?.high != null && value > limit.high) return 'above'
  return limit?.low != null && value < limit.low ? 'below' : null
}

export function siteOf(id: string): Site | undefined {
  return sites.value?.find((site) => site.id === id)
}

/** What the sites' files say of where something is; undefined where they no longer name it. */
export function placeOf(where: { site: string; point: string; parameter?: string | null }) {
  const site = siteOf(where.site)
  const point = site?.points.find(({ id }) => id === where.point)
  const parameter = point?.parameters.find((each) => each.parameter === where.parameter)
  return { site, point, parameter }
}
