import type { Instant, JudgedReading, Parameter, Point, SeriesKey, Site } from '@jernih/domain'
import type { Bucket, ReadingStore } from '@jernih/store'

/** Readings of a page, of which a series has two in memory at most. */
const pageSize = 10_000

/**
 * What the store holds of a site's point in `[from, to)`: the readings of one time together, oldest first. Flags are those that were
 * given when they came. Rejects with StoreUnavailable.
 */
export async function* readHistory(
  store: Pick<ReadingStore, 'read'>,
  { site, point, from, to }: { site: Site; point: Point; from: Instant; to: Instant },
): AsyncGenerator<JudgedReading[]> {
  const parameters = Object.keys(point.parameters) as Parameter[]
  const readers = parameters.map((parameter) =>
    openReader(store, { site: site.id, point: point.id, parameter, from, to }),
  )
  await Promise.all(readers.map((reader) => reader.turn()))
  for (;;) {
    const at = Math.min(...readers.map((reader) => reader.at()))
    if (at === Infinity) return
    const readings: JudgedReading[] = []
    for (const reader of readers) {
      if (reader.at() !== at) continue
      readings.push(reader.take())
      if (reader.isAtEndOfPage()) await reader.turn()
    }
    yield readings
  }
}

/** One series, page by page; the next one is asked for while the one before is read. */
function openReader(
  store: Pick<ReadingStore, 'read'>,
  { to, from, ...series }: SeriesKey & { from: Instant; to: Instant },
) {
  let page: readonly Bucket[] = []
  let place = 0
  let ahead: ReturnType<ReadingStore['read']> | null = readFrom(from)

  function readFrom(at: Instant) {
    const read = store.read({ ...series, from: at, to, maxPoints: pageSize, resolution: 'raw' })
    // Its failure is told to whoever turns to it.
    read.catch(() => undefined)
    return read
  }

  return {
    /** Infinity after the last. */
    at: () => page[place]?.at ?? Infinity,
    isAtEndOfPage: () => place === page.length,
    take(): JudgedReading {
      const { at, mean: value, flag } = page[place] as Bucket
      place += 1
      return { parameter: series.parameter, value, at, flag, tests: '22222', late: false, repeat: 'no' }
    },
    async turn(): Promise<void> {
      if (ahead === null) return
      const { buckets, next } = await ahead
      page = buckets
      place = 0
      ahead = next === null ? null : readFrom(next)
    },
  }
}
