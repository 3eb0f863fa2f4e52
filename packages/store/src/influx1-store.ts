import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { firstReadings } from './first-readings.ts'
import { createInfluxClient } from './influx-client.ts'
import { countReadings, readRange } from './influxql.ts'
import { encodeLines } from './line-protocol.ts'
import { type ReadingStore, StoreUnavailable } from './store.ts'
import { unreachable, writeFailure } from './write-failure.ts'

export interface Influx1Options {
  url: string
  /** Made with the first batch where it is missing. */
  database: string
  username?: string | undefined
  password?: string | undefined
}

/** Longest that one write may take, in ms. */
const writeLimitMs = 30_000

/**
 * InfluxDB 1.x. Opens without a server: the first call finds out. Lines are written here and not by `influx`, which can
 * neither compress them nor tell −0 from 0 nor pass on `Retry-After`; it does the rest.
 */
export async function openInflux1Store(options: Influx1Options): Promise<ReadingStore> {
  const { url, database, username, password = '' } = options
  const authorization =
    username === undefined ? null : `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
  const closing = new AbortController()
  const client = createInfluxClient({ url, database, authorization, closed: closing.signal })
  const target = `${url.replace(/\/$/, '')}/write?db=${encodeURIComponent(database)}&precision=ms`

  async function send(body: Uint8Array<ArrayBuffer>): Promise<Response> {
    const headers = { 'content-encoding': 'gzip', ...(authorization !== null && { authorization }) }
    const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(writeLimitMs)])
    try {
      return await fetch(target, { method: 'POST', headers, body, signal, redirect: 'manual' })
    } catch (error) {
      throw unreachable(error)
    }
  }

  return {
    async write(batch) {
      const lines = encodeLines(await firstReadings(client, [...batch]))
      if (lines.length === 0) return
      const body = new Uint8Array(await compress(lines.join('\n')))
      let response = await send(body)
      if (response.status === 404) {
        await response.body?.cancel()
        await client.createDatabase()
        response = await send(body)
      }
      await expectWritten(response)
    },
    read: (query) => readRange(client, query),
    count: () => countReadings(client),
    async close() {
      closing.abort(new StoreUnavailable('the store is closed'))
    },
  }
}

/** Only 204 says "written". */
async function expectWritten(response: Response): Promise<void> {
  if (response.status === 204) return
  const body = await response.text().catch((error: unknown) => String(error))
  throw writeFailure({ status: response.status, body, retryAfter: response.headers.get('retry-after') })
}

const compress = promisify(gzip)
