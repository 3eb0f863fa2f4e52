import { InfluxDB } from 'influx'
import { z } from 'zod'
import { unreachable } from './write-failure.ts'

export interface InfluxClientOptions {
  url: string
  database: string
  /** The `Authorization` header; null where the server asks for none. */
  authorization: string | null
  /** Ends every call under way. */
  closed: AbortSignal
}

/** Asks over `/query`; a call whose signal aborts is hung up, which ends the query in the server. Every call rejects with `StoreUnavailable`, whose cause is a SyntaxError where the answer is no JSON. */
export interface InfluxClient {
  /** The rows of one statement, times in ms; none where the database is yet to be made. */
  select<Row extends z.ZodType>(statement: string, row: Row, given?: AbortSignal): Promise<z.infer<Row>[]>
  /** Harmless where it is there already. */
  createDatabase(): Promise<void>
}

/** Longest that one call may take, in ms. */
const callLimitMs = 60_000

export function createInfluxClient(options: InfluxClientOptions): InfluxClient {
  const { url, database, authorization, closed } = options
  const influx = connect(url, authorization)

  async function call<T>(start: (signal: AbortSignal) => Promise<T>, given?: AbortSignal): Promise<T> {
    const signal = AbortSignal.any([closed, AbortSignal.timeout(callLimitMs), ...(given ? [given] : [])])
    try {
      signal.throwIfAborted()
      return await Promise.race([start(signal), aborted(signal)])
    } catch (error) {
      throw unreachable(error)
    }
  }

  return {
    select: (statement, row, given) =>
      call(
        async (signal) => rows(await influx.queryRaw(statement, { database, precision: 'ms', signal }), row),
        given,
      ),
    createDatabase: () => call(() => influx.createDatabase(database)),
  }
}

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

/** The library would retry by itself, and rest a host that failed; both are the caller's to decide. */
function connect(url: string, authorization: string | null): InfluxDB {
  const { protocol, hostname, port, pathname } = new URL(url)
  const secure = protocol === 'https:'
  const never = { getDelay: () => 0, next: () => never, reset: () => never }
  return new InfluxDB({
    // Not left out: without a name the library logs in as root.
    username: null as unknown as string,
    pool: { maxRetries: 0, requestTimeout: callLimitMs, backoff: never },
    hosts: [
      {
        protocol: secure ? 'https' : 'http',
        host: hostname,
        port: Number(port) || (secure ? 443 : 80),
        path: pathname.replace(/\/$/, ''),
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
