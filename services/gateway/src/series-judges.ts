import { type Parameter, type PointKey, pointName } from '@jernih/domain'
import type { Journal, Offset } from '@jernih/journal'
import { createSeriesJudge, qualityThresholds, type SeriesJudge } from '@jernih/quality'
import type { Sites } from '@jernih/sites'

/** A point by its site's file, with one judge a series. */
export interface MeasuredPoint extends PointKey {
  parameters: ReadonlySet<string>
  /** The longest time that one of its judges looks back. */
  memoryMs: number
  judges: ReadonlyMap<Parameter, SeriesJudge>
}

/** How much of the journal's tail the judges see again: as long as a value takes to count as frozen, in no more entries than take a second or two. */
const shortestTailMs = 2 * 3_600_000
const tailEntries: Offset = 100_000

/** Every point of every site as the files say now, by {@link pointName}; its judges have seen nothing yet. */
export function createPoints(sites: Sites): Map<string, MeasuredPoint> {
  const points = new Map<string, MeasuredPoint>()
  for (const site of sites.all()) {
    for (const point of site.points) {
      const judges = new Map<Parameter, SeriesJudge>()
      let memoryMs = shortestTailMs
      for (const [name, series] of Object.entries(point.parameters)) {
        const parameter = name as Parameter
        const settings = series.quality
        judges.set(
          parameter,
          createSeriesJudge({ parameter, settings, intervalMs: point.intervalSeconds * 1_000 }),
        )
        memoryMs = Math.max(memoryMs, qualityThresholds(parameter, settings).flatLine.failSeconds * 1_000)
      }
      const key = { site: site.id, point: point.id }
      points.set(pointName(key), { ...key, judges, memoryMs, parameters: new Set<string>(judges.keys()) })
    }
  }
  return points
}

/** Shows the judges what the journal's tail holds for their series, so that they go on where they were. */
export async function recall(
  points: ReadonlyMap<string, MeasuredPoint>,
  journal: Journal,
  now: number,
): Promise<void> {
  const head = journal.head()
  const tailMs = Math.max(shortestTailMs, ...[...points.values()].map(({ memoryMs }) => memoryMs))
  const from = Math.max(await journal.offsetAt(now - tailMs), head - tailEntries, journal.oldest())
  if (from >= head) return
  const done = new AbortController()
  for await (const batch of journal.follow(from, done.signal)) {
    for (const entry of batch) {
      if (entry.kind !== 'readings' || entry.offset >= head) continue
      const judges = points.get(pointName(entry))?.judges
      for (const { parameter, value, at } of entry.readings)
        judges?.get(parameter)?.judge({ parameter, value, at }, entry.receivedAt)
    }
    if ((batch.at(-1)?.offset ?? head) >= head - 1) break
  }
  done.abort()
}
