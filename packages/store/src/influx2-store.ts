import { HttpError, InfluxDB, type WriteOptions } from '@influxdata/influxdb-client'
import { firstReadings } from './first-readings.ts'
import { createInfluxClient } from './influx-client.ts'
import { countReadings, readRange } from './influxql.ts'
import { encodeLines } from './line-protocol.ts'
import { type ReadingStore, StoreUnavailable } from './store.ts'
import { unreachable, writeFailure } from './write-failure.ts'

export interface Influx2Options {
  url: string
  org: string
  bucket: string
  token: string
  /** The name under which InfluxQL knows the bucket; the bucket's own by default. */
  database?: string | undefined
}

/** Longest that one write may take, in ms. */
const writeLimitMs = 30_000

/**
 * InfluxDB 2.x and 3.x. Opens without a server: the first call finds out. The bucket must be there: whoever makes it chooses
 * how long it keeps its points.
 */
export async function openInflux2Store(options: Influx2Options): Promise<ReadingStore> {
  const { url, org, bucket, token, database = bucket } = options
  const closing = new AbortController()
  const client = createInfluxClient({
    url,
    database,
    authorization: `Token ${token}`,
    closed: closing.signal,
  })

  return {
    async write(batch) {
      if (closing.signal.aborted) throw closing.signal.reason
      const lines = encodeLines(await firstReadings(client, [...batch]))
      if (lines.length === 0) return
      const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(writeLimitMs)])
      const connection = new InfluxDB({ url, token, timeout: writeLimitMs, transportOptions: { signal } })
      const writer = connection.getWriteApi(org, bucket, 'ms', oneBatch(lines.length))
      writer.writeRecords(lines)
      await writer.flush().catch((error: unknown) => {
        throw writeError(error)
      })
    },
    read: (query) => readRange(client, query),
    count: () => countReadings(client),
    async close() {
      closing.abort(new StoreUnavailable('the store is closed'))
    },
  }
}

/**
 * One writer a batch, so that its one `flush` tells of exactly this batch. The library's own buffer loses data: it sends by
 * itself, and unheard, once `batchSize` lines are in it or their bytes pass `maxBatchBytes`; so it never gets there.
 */
function oneBatch(lines: number): Partial<WriteOptions> {
  return {
    batchSize: lines + 1,
    maxBatchBytes: Number.MAX_SAFE_INTEGER,
    flushInterval: 0,
    maxRetries: 0,
    gzipThreshold: 1_000,
    // Its own answer to a failure would be a line on the console.
    writeFailed: (error) => Promise.reject(error),
  }
}

function writeError(error: unknown): Error {
  if (!(error instanceof HttpError)) return unreachable(error)
  const { statusCode, statusMessage = '', body = '', headers } = error
  const retryAfter = headers?.['retry-after']
  return writeFailure({
    status: statusCode,
    body: body || statusMessage,
    retryAfter: typeof retryAfter === 'string' ? retryAfter : null,
  })
}
