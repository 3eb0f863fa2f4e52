import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { PointId, SiteId } from '@jernih/domain'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openInflux1Store } from './influx1-store.ts'
import { openInflux2Store } from './influx2-store.ts'
import { BatchRefused, type StoredReading, StoreUnavailable } from './store.ts'

/** Answers that no real InfluxDB gives when it is asked to. */
let answer: (response: ServerResponse) => void
let lastBody: Buffer
const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    lastBody = Buffer.concat(chunks)
    answer(response)
  })
})
let url: string
beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const reading: StoredReading = {
  site: SiteId.parse('mojokerto-batik'),
  point: PointId.parse('outlet'),
  parameter: 'ph',
  at: Date.UTC(2026, 10, 24, 2),
  value: -0,
  flag: 1,
  received: Date.UTC(2026, 10, 24, 2) + 40,
  fresh: true,
}
const line = `reading,parameter=ph,point=outlet,site=mojokerto-batik value=-0,flag=1i,received=${reading.received}i ${reading.at}`
const account = { org: 'dlh', bucket: 'jernih', token: 'any' }

describe.each([
  { name: 'InfluxDB 1.x', open: () => openInflux1Store({ url, database: 'jernih' }) },
  { name: 'InfluxDB 2.x', open: () => openInflux2Store({ url, ...account }) },
])('$name', ({ open }) => {
  async function refusal(): Promise<unknown> {
    const store = await open()
    const failure = await store.write([reading]).then(
      () => null,
      (error: unknown) => error,
    )
    await store.close()
    return failure
  }

  it.each([
    { status: 400, means: BatchRefused },
    { status: 413, means: BatchRefused },
    { status: 422, means: BatchRefused },
    { status: 200, means: StoreUnavailable },
    { status: 301, means: StoreUnavailable },
    { status: 401, means: StoreUnavailable },
    { status: 403, means: StoreUnavailable },
    { status: 404, means: StoreUnavailable },
    { status: 429, means: StoreUnavailable },
    { status: 500, means: StoreUnavailable },
    { status: 503, means: StoreUnavailable },
  ])('takes $status for $means.name', async ({ status, means }) => {
    answer = (response) => response.writeHead(status).end('{"error":"so it is"}')
    const failure = await refusal()
    expect(failure).toBeInstanceOf(means)
    expect(String(failure)).toContain(String(status))
  })

  it.each([
    { status: 400, body: '<html><h1>400 Bad Request</h1></html>', means: StoreUnavailable },
    { status: 400, body: '', means: StoreUnavailable },
    { status: 422, body: '{"title":"Unprocessable"}', means: StoreUnavailable },
    { status: 400, body: '{"code":"invalid","message":"partial write"}', means: BatchRefused },
    { status: 413, body: '<html><h1>413 Request Entity Too Large</h1></html>', means: BatchRefused },
  ])('takes $status with "$body" for $means.name', async ({ status, body, means }) => {
    answer = (response) => response.writeHead(status).end(body)
    expect(await refusal()).toBeInstanceOf(means)
  })

  it.each([429, 503])('passes on the wait that comes with %d', async (status) => {
    answer = (response) => response.writeHead(status, { 'retry-after': '7' }).end()
    expect(await refusal()).toMatchObject({ retryAfterMs: 7_000 })
    answer = (response) =>
      response.writeHead(status, { 'retry-after': new Date(Date.now() + 60_000).toUTCString() }).end()
    expect((await refusal()) as StoreUnavailable).toSatisfy(
      ({ retryAfterMs }: StoreUnavailable) =>
        retryAfterMs !== null && retryAfterMs > 50_000 && retryAfterMs <= 60_000,
    )
  })

  it('is unavailable when the line goes dead before the answer', async () => {
    answer = (response) => response.destroy()
    expect(await refusal()).toBeInstanceOf(StoreUnavailable)
  })

  it('is unavailable when a refusal is cut short', async () => {
    answer = (response) => {
      response.writeHead(500, { 'content-length': '100' }).write('half an')
      setImmediate(() => response.destroy())
    }
    expect(await refusal()).toBeInstanceOf(StoreUnavailable)
  })

  it('gives up a query whose answer is cut short when the store closes', async () => {
    const store = await open()
    answer = (response) => {
      response.writeHead(200, { 'content-length': '100' }).write('{"results":')
      setImmediate(() => {
        response.destroy()
        void store.close()
      })
    }
    await expect(store.count()).rejects.toThrow(StoreUnavailable)
  })

  it('gives up a write that hangs when the store closes', async () => {
    const store = await open()
    answer = () => void store.close()
    await expect(store.write([reading])).rejects.toThrow(StoreUnavailable)
  })
})

it('compresses what it writes to InfluxDB 1.x', async () => {
  answer = (response) => response.writeHead(204).end()
  const store = await openInflux1Store({ url, database: 'jernih' })
  await store.write([reading])
  await store.close()
  expect(gunzipSync(lastBody).toString()).toBe(line)
})
