import { api, ask } from '../../link/api.ts'
import type { Alarm, Site } from '../../link/wire.ts'
import type { ChartSeries, LimitSpan, Mark, Range } from '../../parts/chart/chart-data.ts'
import { readLimitSpans } from './limit-spans.ts'

/** More than any chart has pixels, and as much as the station answers. */
const mostSamples = 2_000
const usualIntervalMs = 60_000

/** One series of a range, as the station answered. */
export interface History {
  /** `outlet/cod`. */
  key: string
  unit: string
  /** What was asked for. */
  range: Range
  series: ChartSeries
}

export interface Asked {
  site: Site
  keys: readonly string[]
  range: Range
  /** Of the plot. */
  pixels: number
  signal: AbortSignal
}

/** Every series by itself: one that cannot be read leaves the others be. */
export async function readHistories(
  asked: Asked,
): Promise<ReadonlyMap<string, History | { error: unknown }>> {
  const read = async (key: string): Promise<[string, History | { error: unknown }]> => {
    try {
      return [key, await readHistory(key, asked)]
    } catch (error) {
      return [key, { error }]
    }
  }
  return new Map(await Promise.all(asked.keys.map(read)))
}

/** Single readings where they are no more than there are pixels; otherwise as many spans. */
async function readHistory(key: string, { site, range, pixels, signal }: Asked): Promise<History> {
  const [point = '', parameter = ''] = key.split('/')
  const settings = site.points.find(({ id }) => id === point)
  const intervalMs = settings ? settings.intervalSeconds * 1_000 : usualIntervalMs
  const maxPoints = Math.min(mostSamples, Math.max(100, Math.round(pixels)))
  const read = (resolution: 'raw' | 'auto') => {
    const query = {
      ...{ site: site.id, point, parameter: parameter as 'cod', resolution, maxPoints: String(maxPoints) },
      ...{ from: String(range.from), to: String(range.to) },
    }
    return ask(api.api.v1.readings.$get({ query }, { init: { signal } }))
  }
  const isFew = (range.to - range.from) / intervalMs <= maxPoints
  const raw = isFew ? await read('raw') : null
  const { unit, resolutionMs, buckets } = raw && raw.next === null ? raw : await read('auto')
  const samples = buckets.map((bucket) => ({ ...bucket, at: Date.parse(bucket.at) }))
  return { key, unit, range, series: { samples, resolutionMs, intervalMs } }
}

/** What is drawn beside the series. Limits are by `outlet/cod`, marks by point. */
export interface Surroundings {
  limits: ReadonlyMap<string, LimitSpan[]>
  marks: ReadonlyMap<string, Mark[]>
}

export async function readSurroundings({ site, keys, range, signal }: Asked): Promise<Surroundings> {
  const limits = new Map<string, LimitSpan[]>()
  const marks = new Map<string, Mark[]>()
  const named = new Set(keys.map((key) => key.split('/')[0] ?? ''))
  const points = site.points.filter(({ id }) => named.has(id))
  await Promise.all(
    points.map(async ({ id: point }) => {
      const limitsAt = (at: number) =>
        ask(api.api.v1.limits.$get({ query: { site: site.id, point, at: String(at) } }, { init: { signal } }))
      const spans = await readLimitSpans(range, site.zone, limitsAt)
      for (const [parameter, ofParameter] of spans) limits.set(`${point}/${parameter}`, ofParameter)
      marks.set(point, await readMarks({ site: site.id, point, range, signal }))
    }),
  )
  return { limits, marks }
}

/** When the point did not run, as people and its device said. The text is the state's name. */
async function readMarks(asked: {
  site: string
  point: string
  range: Range
  signal: AbortSignal
}): Promise<Mark[]> {
  const { site, point, range, signal } = asked
  const query = { from: String(range.from), to: String(range.to) }
  const { items } = await ask(
    api.api.v1.sites[':site'].points[':point'].states.$get(
      { param: { site, point }, query },
      { init: { signal } },
    ),
  )
  const marks: Mark[] = []
  const standing = new Map<string, { from: number; until: number | null; text: string }>()
  const end = (by: string, at: number) => {
    const mark = standing.get(by)
    if (mark) marks.push({ from: mark.from, to: Math.min(at, mark.until ?? at), text: mark.text })
    standing.delete(by)
  }
  for (const { at, state, saidBy, until } of items) {
    // A person who lets the point run takes the device's word back as well.
    const ended = saidBy === 'person' && state === 'running' ? ['person', 'device'] : [saidBy]
    for (const by of ended) end(by, Date.parse(at))
    if (state !== 'running') {
      const text = state
      standing.set(saidBy, { from: Date.parse(at), until: until === null ? null : Date.parse(until), text })
    }
  }
  for (const by of [...standing.keys()]) end(by, range.to)
  return marks.filter(({ from, to }) => to > range.from && from < range.to)
}

/** Of each chosen point the newest; `more` where there were others. */
export async function readAlarms({
  site,
  keys,
  range,
  signal,
}: Asked): Promise<{ alarms: Alarm[]; more: boolean }> {
  const points = new Set(keys.map((key) => key.split('/')[0]))
  const query = { site: site.id, from: String(range.from), to: String(range.to), limit: '500' }
  const pages = await Promise.all(
    Array.from(points, (point) =>
      ask(api.api.v1.alarms.$get({ query: { ...query, point } }, { init: { signal } })),
    ),
  )
  return { alarms: pages.flatMap(({ items }) => items), more: pages.some(({ next }) => next !== null) }
}
