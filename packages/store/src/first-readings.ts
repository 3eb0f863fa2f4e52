import { type SeriesKey, seriesName } from '@jernih/domain'
import type { InfluxClient } from './influx-client.ts'
import { readRange } from './influxql.ts'
import type { StoredReading } from './store.ts'

/** Times that one query tells. */
const pageSize = 10_000

/** Those of the batch whose time their series does not hold yet; InfluxDB itself would let the later of two replace the earlier. */
export async function firstReadings(
  client: InfluxClient,
  batch: readonly StoredReading[],
): Promise<readonly StoredReading[]> {
  const doubtful = batch.filter(({ fresh }) => !fresh)
  if (doubtful.length === 0) return batch
  const known = new Map<string, ReadonlySet<number>>()
  for (const [name, readings] of Map.groupBy(doubtful, seriesName)) {
    known.set(name, await timesAmong(client, readings))
  }
  return batch.filter((reading) => reading.fresh || !known.get(seriesName(reading))?.has(reading.at))
}

/** Times at which their one series has a reading, from the first of them to the last. */
async function timesAmong(client: InfluxClient, readings: readonly StoredReading[]): Promise<Set<number>> {
  const times = new Set<number>()
  const [series] = readings
  if (series === undefined) return times
  const ordered = readings.map(({ at }) => at).sort((a, b) => a - b)
  const to = (ordered.at(-1) ?? 0) + 1
  for (let from: number | null = ordered[0] ?? to; from !== null; ) {
    const page = await readRange(client, {
      ...keyOf(series),
      from,
      to,
      maxPoints: pageSize,
      resolution: 'raw',
    })
    for (const { at } of page.buckets) times.add(at)
    from = page.next
  }
  return times
}

function keyOf({ site, point, parameter }: SeriesKey): SeriesKey {
  return { site, point, parameter }
}
