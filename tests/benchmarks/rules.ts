import { type Point, PointId, Site, SiteId } from '@jernih/domain'
import type { Draft } from '@jernih/journal'
import { createDryWatch } from '@jernih/watch'
import { type BenchmarkOptions, mediansOf } from './options.ts'

const points = 10_000
const minutes = 60
const minuteMs = 60_000
/** Entries that the journal hands over at once. */
const batch = 250
const site = SiteId.parse('bench')
/** Tuesday 24 November 2026, 08:00 in Mojokerto. */
const start = Date.parse('2026-11-24T08:00:00+07:00')

/**
 * What one reading costs the watch, in µs of processor time (which others on the machine do not change much): 10,000 points that each measure COD once a minute under their limits, an approach to them, no data, a
 * failing sensor, and the rules over windows of `rules`, first none, then five. Every twentieth point is over its limit every other ten minutes. `tickMs` is what
 * the passing of time costs, every five seconds. Nothing is written to disk.
 */
export async function benchRules({ runs }: BenchmarkOptions) {
  const five = {
    repeated: { count: 3, of: 5 },
    ...{ mean2Minutes: {}, meanHour: {}, meanDay: {} },
    rate: { risingPerHour: 1_000 },
  }
  const figures = await mediansOf(runs, async () => {
    const plain = hourWith({})
    const ruled = hourWith(five)
    return {
      microsecondsPerReading: ruled.microsecondsPerReading,
      withoutWindows: plain.microsecondsPerReading,
      tickMs: ruled.tickMs,
      transitions: ruled.transitions,
    }
  })
  return { ...figures, points, readings: points * minutes, runs }
}

function hourWith(windows: object) {
  const watch = createDryWatch()
  let offset = 0
  let transitions = 0
  const take = (drafts: readonly Draft[]) => {
    transitions += watch.take(drafts.map((draft) => ({ ...draft, offset: offset++ }))).length
  }
  take([
    { kind: 'clock', receivedAt: start, event: 'started', sites: [site] },
    { kind: 'site', receivedAt: start, id: site, site: siteWith(windows) },
  ])
  let readingsMs = 0
  let ticksMs = 0
  let ticks = 0
  for (let minute = 0; minute < minutes; minute++) {
    const drafts = ids.map((point, n) => readingOf(point, n, minute))
    const begun = processorMs()
    for (let from = 0; from < points; from += batch) take(drafts.slice(from, from + batch))
    const heard = processorMs()
    for (let part = 0; part < minuteMs; part += 5_000) {
      take([{ kind: 'clock', receivedAt: start + minute * minuteMs + part, event: 'tick' }])
      ticks += 1
    }
    readingsMs += heard - begun
    ticksMs += processorMs() - heard
  }
  return {
    microsecondsPerReading: (readingsMs * 1_000) / (points * minutes),
    tickMs: ticksMs / ticks,
    transitions,
  }
}

/** Of all threads of this process, the collector's too. */
function processorMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}

const ids = Array.from({ length: points }, (_, n) => PointId.parse(`p${n}`))

function siteWith(windows: object): Site {
  const point = (id: PointId): Point => ({
    id,
    name: { id, en: id },
    kind: 'outlet',
    intervalSeconds: 60,
    parameters: { cod: { windows } },
  })
  return Site.parse({
    id: site,
    name: 'Bench',
    zone: 'Asia/Jakarta',
    limits: { set: 'permen-lh-bplh-12-2025', dischargePerDay: 2 },
    points: ids.map(point),
  })
}

function readingOf(point: PointId, n: number, minute: number): Draft {
  const at = start + minute * minuteMs
  const isOver = n % 20 === 0 && Math.floor(minute / 10) % 2 === 1
  const value = (isOver ? 160 : 90) + ((n * 7 + minute * 13) % 20)
  return {
    ...{ kind: 'readings', receivedAt: at, sender: null, topic: '', payload: new Uint8Array() },
    ...{ site, point, timeSource: 'device', refusals: [] },
    readings: [{ parameter: 'cod', value, at, flag: 1, tests: '11111', late: false, repeat: 'no' }],
  }
}
