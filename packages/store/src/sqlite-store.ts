import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { createSeriesMap, type SeriesKey } from '@jernih/domain'
import { type Database, openDatabase } from '@jernih/runtime'
import { bucketWidth } from './resolution.ts'
import {
  BatchRefused,
  type Bucket,
  type ReadingStore,
  type StoredReading,
  StoreUnavailable,
} from './store.ts'

/**
 * `value` has no fixed type because a REAL column turns −0 into 0; every value in it is a float. The larger WAL lets many
 * batches touch a page before it is copied into the file.
 */
const schema = `
  PRAGMA wal_autocheckpoint = 4000;
  CREATE TABLE IF NOT EXISTS series (
    id INTEGER PRIMARY KEY, site TEXT NOT NULL, point TEXT NOT NULL, parameter TEXT NOT NULL,
    UNIQUE (site, point, parameter)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS reading (
    series INTEGER NOT NULL, at INTEGER NOT NULL, value ANY NOT NULL, flag INTEGER NOT NULL, received INTEGER NOT NULL,
    PRIMARY KEY (series, at)
  ) WITHOUT ROWID, STRICT;`

const insert = 'INSERT OR IGNORE INTO reading (series, at, value, flag, received)'
const width = 5

/** After so many, others have their turn on the thread: an alarm on its way out does not wait for a whole batch, which takes milliseconds. */
const readingsATurn = 2_048

const believed = 'FILTER (WHERE flag < 4)'

/** A sum may pass the largest float where its mean does not. */
function mean(filter = ''): string {
  const [whole, scaled] = [`avg(value) ${filter}`, `avg(value / 4294967296) ${filter} * 4294967296`]
  return `CASE WHEN abs(${whole}) < 9e999 THEN ${whole} ELSE ${scaled} END`
}

/** `at` down to a whole multiple of the width, before 1970 too. */
const selectBuckets = `
  SELECT at - ((at % ?1) + ?1) % ?1 AS at, coalesce(min(value) ${believed}, min(value)) AS min,
    coalesce(${mean(believed)}, ${mean()}) AS mean, coalesce(max(value) ${believed}, max(value)) AS max,
    count(*) AS count, max(flag) AS flag, sum(flag = 3) AS suspect, sum(flag > 3) AS failed
  FROM reading WHERE series = ?2 AND at >= ?3 AND at < ?4 GROUP BY 1 ORDER BY 1`

const selectRaw = `
  SELECT at, value AS min, value AS mean, value AS max, 1 AS count, flag,
    flag = 3 AS suspect, flag > 3 AS failed
  FROM reading WHERE series = ? AND at >= ? AND at < ? ORDER BY at LIMIT ?`

/** The embedded store, `<directory>/readings.db`. Charts are read beside the writes and hold none of them up. */
export async function openSqliteStore({ directory }: { directory: string }): Promise<ReadingStore> {
  await mkdir(directory, { recursive: true })
  const file = join(directory, 'readings.db')
  const writer = await openDatabase(file, schema)
  let reader: Promise<Database> | null = null
  const ids = createSeriesMap<number>()
  let largestId = 0
  let closed = false
  await learnIds()

  async function learnIds(): Promise<void> {
    const known = await writer.all<SeriesKey & { id: number }>(
      'SELECT id, site, point, parameter FROM series',
    )
    for (const { id, ...series } of known) {
      ids.set(series, id)
      largestId = Math.max(largestId, id)
    }
  }

  async function register(series: readonly SeriesKey[]): Promise<void> {
    const rows = series.map(({ site, point, parameter }) => [site, point, parameter])
    await writer.transaction([
      { sql: 'INSERT OR IGNORE INTO series (site, point, parameter) VALUES (?, ?, ?)', rows },
    ])
    await learnIds()
  }

  async function store(batch: Iterable<StoredReading>): Promise<void> {
    let counted = await count(batch)
    if (counted.strangers.length > 0) {
      await register(counted.strangers)
      counted = await count(batch)
    }
    if (counted.total > 0) await writer.transaction([{ insert, packed: await pack(batch, counted), width }])
  }

  /** How many there are of each series, by its id, and those whose series has none yet. Rejects with BatchRefused. */
  async function count(batch: Iterable<StoredReading>) {
    const ofSeries = new Uint32Array(largestId + 1)
    const strangers: SeriesKey[] = []
    let total = 0
    for (const reading of batch) {
      if (!isStorable(reading)) throw new BatchRefused('a value or a time in it is not a finite number')
      const id = ids.get(reading)
      // Another batch may have registered a series since we began; it is asked for again with the next count.
      if (id === undefined || id >= ofSeries.length) strangers.push(reading)
      else ofSeries[id] = (ofSeries[id] ?? 0) + 1
      total++
      if (total % readingsATurn === 0) await nextTurn()
    }
    return { ofSeries, strangers, total }
  }

  /** Series by series, so that neighbours in the file are written together; in the order of their coming within each. */
  async function pack(
    batch: Iterable<StoredReading>,
    { ofSeries, total }: { ofSeries: Uint32Array; total: number },
  ): Promise<Float64Array<ArrayBuffer>> {
    const places = new Uint32Array(ofSeries.length)
    for (let id = 1; id < places.length; id++) places[id] = (places[id - 1] ?? 0) + (ofSeries[id - 1] ?? 0)
    const packed = new Float64Array(total * width)
    let done = 0
    for (const reading of batch) {
      const id = ids.get(reading) ?? 0
      const place = places[id] ?? 0
      places[id] = place + 1
      const start = place * width
      packed[start] = id
      packed[start + 1] = reading.at
      packed[start + 2] = reading.value
      packed[start + 3] = reading.flag
      packed[start + 4] = reading.received
      done++
      if (done % readingsATurn === 0) await nextTurn()
    }
    return packed
  }

  async function select<Row>(sql: string, ...values: readonly number[]): Promise<Row[]> {
    reader ??= openDatabase(file, '').catch((error) => {
      reader = null
      throw error
    })
    return (await reader).all<Row>(sql, ...values)
  }

  async function guard<T>(work: () => Promise<T>): Promise<T> {
    if (closed) throw new StoreUnavailable('the store is closed')
    try {
      return await work()
    } catch (error) {
      if (error instanceof BatchRefused || error instanceof StoreUnavailable) throw error
      if (error instanceof Error) throw new StoreUnavailable(`${file}: ${error.message}`, { cause: error })
      throw error
    }
  }

  return {
    write: (batch) => guard(() => store(batch)),
    read: ({ from, to, maxPoints, resolution, signal, ...series }) =>
      guard(async () => {
        expectWaiting(signal)
        const id = ids.get(series)
        if (resolution === 'raw') {
          const found = id === undefined ? [] : await select<Bucket>(selectRaw, id, from, to, maxPoints + 1)
          return {
            resolutionMs: null,
            buckets: found.slice(0, maxPoints),
            next: found[maxPoints]?.at ?? null,
          }
        }
        const resolutionMs = bucketWidth({ from, to, maxPoints })
        const buckets: Bucket[] = []
        for (const part of partsOf({ from, to }, resolutionMs)) {
          if (id === undefined) break
          expectWaiting(signal)
          buckets.push(...(await select<Bucket>(selectBuckets, resolutionMs, id, part.from, part.to)))
        }
        return { resolutionMs, buckets, next: null }
      }),
    count: () =>
      guard(async () => {
        const [total] = await select<{ count: number }>('SELECT count(*) AS count FROM reading')
        return total?.count ?? 0
      }),
    async close() {
      closed = true
      await (await reader)?.close()
      await writer.close()
    },
  }
}

function expectWaiting(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new StoreUnavailable('nobody waits for the answer any more')
}

/** Buckets of about a week, or a 64th of a longer range, are asked for at once: between two parts others have their turn, and who has left is noticed. */
function* partsOf({ from, to }: { from: number; to: number }, widthMs: number) {
  const partMs = Math.ceil(Math.max(weekMs, (to - from) / 64) / widthMs) * widthMs
  for (let start = from; start < to; ) {
    const end = Math.min(to, (Math.floor(start / partMs) + 1) * partMs)
    yield { from: start, to: end }
    start = end
  }
}

const weekMs = 7 * 86_400_000

function isStorable({ at, value, received }: StoredReading): boolean {
  return Number.isFinite(value) && Number.isSafeInteger(at) && Number.isSafeInteger(received)
}
