import { createSeriesMap, type Flag, type SeriesKey } from '@jernih/domain'
import type { Entry, Offset } from '@jernih/journal'
import type { StoredReading } from '@jernih/store'

/** A reading on its way to the store, with the entry that it came in. */
export interface PendingReading extends StoredReading {
  offset: Offset
}

/**
 * Readings on their way to the store as rows of numbers, and as objects only while somebody looks at them: a hundred thousand objects
 * that wait a second for their turn outlive the collector's young generation, and fill the old one with garbage.
 */
export interface ReadingRows extends Iterable<PendingReading> {
  readonly length: number
  add(entry: Extract<Entry, { kind: 'readings' }>): void
  /** Null where there are none. */
  last(): PendingReading | null
  /** Forgets the readings and keeps the room. */
  clear(): void
}

const width = 7

export function createReadingRows(): ReadingRows {
  const numbers = createSeriesMap<number>()
  const series: SeriesKey[] = []
  let rows = new Float64Array(64 * width)
  let end = 0

  function numberOf(key: SeriesKey): number {
    const known = numbers.get(key)
    if (known !== undefined) return known
    numbers.set(key, series.length)
    return series.push(key) - 1
  }

  function makeRoom(): void {
    const larger = new Float64Array(rows.length * 2)
    larger.set(rows)
    rows = larger
  }

  function readingAt(start: number): PendingReading {
    const key = series[rows[start] ?? 0]
    if (key === undefined) throw new RangeError(`there is no row at ${start}`)
    const { site, point, parameter } = key
    return {
      site,
      point,
      parameter,
      at: rows[start + 1] ?? 0,
      value: rows[start + 2] ?? 0,
      flag: (rows[start + 3] ?? 0) as Flag,
      received: rows[start + 4] ?? 0,
      fresh: rows[start + 5] === 1,
      offset: rows[start + 6] ?? 0,
    }
  }

  return {
    get length() {
      return end / width
    },
    add({ site, point, receivedAt, offset, readings }) {
      for (const { parameter, at, value, flag, late, repeat } of readings) {
        if (end === rows.length) makeRoom()
        rows[end++] = numberOf({ site, point, parameter })
        rows[end++] = at
        rows[end++] = value
        rows[end++] = flag
        rows[end++] = receivedAt
        rows[end++] = late || repeat !== 'no' ? 0 : 1
        rows[end++] = offset
      }
    },
    last: () => (end === 0 ? null : readingAt(end - width)),
    clear() {
      end = 0
    },
    *[Symbol.iterator]() {
      for (let start = 0; start < end; start += width) yield readingAt(start)
    },
  }
}
