import { Flag } from '@jernih/domain'
import { InfluxDB, escape as quoted } from 'influx'
import { z } from 'zod'
import { bucketWidth } from './resolution.ts'
import type { Range, RangeQuery, StoreUnavailable } from './store.ts'
import { unreachable } from './write-failure.ts'

export interface InfluxQlOptions {
  url: string
  database: string
  /** The `Authorization` header; null where the server asks for none. */
  authorization: string | null
  /** Ends every call under way. */
  closed: AbortSignal
}

/** Queries in InfluxQL over `/query`, which InfluxDB 1.x, 2.x and 3.x all answer. All reject with `StoreUnavailable`. */
export interface InfluxQl {
  read(query: RangeQuery): Promise<Range>
  count(): Promise<number>
  /** Harmless where it is there already. */
  createDatabase(): Promise<void>
}

/** Longest that one query may take, in ms. */
const queryLimitMs = 60_000

/** InfluxDB keeps times as nanoseconds in 64 bits, 1677 to 2262; a query beyond that is an error. In ms. */
const farthest = 9_223_372_036_000

export function createInfluxQl({ url, database, authorization, closed }: InfluxQlOptions): InfluxQl {
  const influx = connect(url, authorization)

  async function call<T>(start: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const signal = AbortSignal.any([closed, AbortSignal.timeout(queryLimitMs)])
    try {
      signal.throwIfAborted()
      return await Promise.race([start(signal), aborted(signal)])
    } catch (error) {
      throw unreachable(error)
    }
  }

  function select<Row extends z.ZodType>(statement: string, row: Row): Promise<z.infer<Row>[]> {
    return call(async (signal) =>
      rows(await influx.queryRaw(statement, { database, precision: 'ms', signal }), row),
    )
  }

  return {
    async read(query) {
      const { maxPoints } = query
      const from = Math.max(query.from, -farthest)
      const to = Math.min(query.to, farthest)
      const during = `time >= ${from}ms AND time < ${to}ms`
      const readings = `FROM "reading" WHERE ${series(query)} AND ${during}`
      if (query.resolution === 'raw') {
        const found = await select(
          `SELECT "value", "flag" ${readings} ORDER BY time LIMIT ${maxPoints + 1}`,
          RawRow,
        )
        const buckets = found
          .slice(0, maxPoints)
          .map(({ time, value, flag }) => ({ at: time, min: value, mean: value, max: value, count: 1, flag }))
        return { resolutionMs: null, buckets, next: found[maxPoints]?.time ?? null }
      }
      const resolutionMs = bucketWidth({ from, to, maxPoints })
      const gathered = (mean: string, source: string) =>
        select(
          `SELECT min("value") AS "min", ${mean} AS "mean", max("value") AS "max", count("value") AS "count", ` +
            `max("flag") AS "flag" ${source} GROUP BY time(${resolutionMs}ms) fill(none)`,
          BucketRow,
        )
      const found = await gathered('mean("value")', readings).catch((error: StoreUnavailable) => {
        if (!(error.cause instanceof SyntaxError)) throw error
        const scaledDown = `SELECT "value", "flag", "value" / ${scale} AS "scaled" ${readings}`
        return gathered(`mean("scaled") * ${scale}`, `FROM (${scaledDown}) WHERE ${during}`)
      })
      return {
        resolutionMs,
        buckets: found.map(({ time, ...bucket }) => ({ at: time, ...bucket })),
        next: null,
      }
    },
    async count() {
      const [total] = await select('SELECT count("value") AS "count" FROM "reading"', CountRow)
      return total?.count ?? 0
    },
    createDatabase: () => call(() => influx.createDatabase(database)),
  }
}

/** A sum may pass the largest float where its mean does not; InfluxDB's whole answer is then no JSON. */
const scale = 2 ** 32

const RawRow = z.object({ time: z.int(), value: z.number(), flag: Flag })
const CountRow = z.object({ count: z.int() })
const BucketRow = RawRow.omit({ value: true }).extend({
  min: z.number(),
  mean: z.number(),
  max: z.number(),
  count: z.int(),
})

const Answer = z.object({
  results: z.array(
    z.object({
      error: z.string().optional(),
      series: z
        .array(z.object({ columns: z.array(z.string()), values: z.array(z.array(z.unknown())) }))
        .optional(),
    }),
  ),
})

/** The rows of the one statement asked; none where the database is yet to be made. */
function rows<Row extends z.ZodType>(answer: unknown, row: Row): z.infer<Row>[] {
  const { error, series = [] } = Answer.parse(answer).results[0] ?? {}
  if (error?.startsWith('database not found')) return []
  if (error !== undefined) throw new Error(error)
  return series.flatMap(({ columns, values }) =>
    values.map((value) =>
      row.parse(Object.fromEntries(columns.map((column, index) => [column, value[index]]))),
    ),
  )
}

function series({ site, point, parameter }: RangeQuery): string {
  const tags = Object.entries({ site, point, parameter })
  return tags.map(([tag, value]) => `"${tag}" = ${quoted.stringLit(value)}`).join(' AND ')
}

/** The library would retry by itself, and rest a host that failed; both are the caller's to decide. */
function connect(url: string, authorization: string | null): InfluxDB {
  const { protocol, hostname, port, pathname } = new URL(url)
  const never = { getDelay: () => 0, next: () => never, reset: () => never }
  return new InfluxDB({
    // Not left out: without a name the library logs in as root.
    username: null as unknown as string,
    pool: { maxRetries: 0, requestTimeout: queryLimitMs, backoff: never },
    hosts: [
      {
        protocol: protocol === 'https:' ? 'https' : 'http',
        host: hostname,
        port: Number(port) || (protocol === 'https:' ? 443 : 80),
        path: pathname === '/' ? '' : pathname.replace(/\/$/, ''),
        options: authorization === null ? {} : { headers: { Authorization: authorization } },
      },
    ],
  })
}

/** The library waits for ever on an answer that is cut short. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}
