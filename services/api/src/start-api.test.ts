import { connect } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { PointId } from '@jernih/domain'
import { Registry } from 'prom-client'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startApi } from './start-api.ts'
import { readEvents } from './stream/read-events.ts'
import { adminToken, alarm, bearer, openParts, raised, reading, scriptHistorian } from './test-parts.ts'

let parts: Awaited<ReturnType<typeof openParts>>
let api: Awaited<ReturnType<typeof startApi>>
beforeEach(async () => {
  parts = await openParts()
  api = await startApi({ ...parts.deps, metrics: new Registry(), host: '127.0.0.1', port: 0 })
})
afterEach(async () => {
  await api.close()
  await parts.close()
})

const ask = (path: string, init: RequestInit = {}) =>
  fetch(`http://127.0.0.1:${api.port}${path}`, { headers: bearer, ...init })

/** Opens a stream and never reads it. */
async function connectFrozen() {
  const before = await clients()
  const socket = connect(api.port, '127.0.0.1')
  socket.pause()
  socket.write(`GET /api/v1/stream HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${adminToken}\r\n\r\n`)
  await expect.poll(clients).toBe(before + 1)
  return socket
}

async function clients(): Promise<number> {
  return Number(/^jernih_stream_clients (\d+)$/m.exec(await (await ask('/metrics')).text())?.[1])
}

it('tells its metrics: requests, commits, counts, lag and the process', async () => {
  await parts.journal.append({ kind: 'clock', receivedAt: 0, event: 'tick' })
  await ask('/api/v1/sites/mojokerto-batik')
  const text = await (await ask('/metrics')).text()
  expect(text).toContain('jernih_http_request_seconds_count{route="GET /api/v1/sites/:site",status="200"} 1')
  expect(text).toContain('jernih_journal_commit_seconds_count 1')
  expect(text).toContain('jernih_readings{state="accepted"} 0')
  expect(text).toContain('jernih_readings_balanced 1')
  expect(text).toContain('jernih_consumer_lag_entries{consumer="historian"} 1')
  expect(text).toContain('process_resident_memory_bytes')
})

it('R3: tells the balance of the very moment at the first scrape', async () => {
  let stored = 0
  const historian = scriptHistorian({
    async stored() {
      await setImmediate()
      return { stored, cursor: 0, quarantined: 0, holes: [] }
    },
  })
  const another = { ...parts.deps, historian, metrics: new Registry(), host: '127.0.0.1', port: 0 }
  const { port, close } = await startApi(another)
  const scrape = async () => (await fetch(`http://127.0.0.1:${port}/metrics`, { headers: bearer })).text()
  expect(await scrape()).toContain('jernih_readings_balanced 1')
  stored = 1
  expect(await scrape()).toContain('jernih_readings_balanced 0')
  await close()
})

it('rejects where the port is taken', async () => {
  const again = startApi({ ...parts.deps, metrics: new Registry(), host: '127.0.0.1', port: api.port })
  await expect(again).rejects.toMatchObject({ code: 'EADDRINUSE' })
})

describe('R9: a client that stops reading', () => {
  it('delays nobody else', async () => {
    const frozen = await connectFrozen()
    const events = readEvents(await ask('/api/v1/stream'))
    async function hear(name: string) {
      for (;;) if ((await events.next()).value?.event === name) return
    }
    await hear('snapshot')

    // Half a megabyte at a time, until it is far more than a socket buffers.
    const many = Array.from({ length: 2_000 }, (_, n) => reading({ point: PointId.parse(`p${n}`) }))
    const delays: number[] = []
    for (let n = 0; n < 20; n++) {
      parts.watch.step({ offset: 0, latest: many })
      await hear('reading')
      const start = performance.now()
      parts.watch.step({ offset: 0, alarms: [raised(alarm())] })
      await hear('alarm')
      delays.push(performance.now() - start)
    }
    delays.sort((a, b) => a - b)
    expect(delays[10]).toBeLessThan(50)
    expect(await clients()).toBe(2)
    await events.return(undefined)
    frozen.destroy()
    await expect.poll(clients).toBe(0)
  })
})

describe('R13: closing', () => {
  it('ends the streams and answers within its limit, a frozen client or not', async () => {
    const frozen = await connectFrozen()
    const events = readEvents(await ask('/api/v1/stream'))
    await events.next()
    const start = performance.now()
    await api.close()
    expect(performance.now() - start).toBeLessThan(4_000)
    await expect.poll(async () => (await events.next()).done).toBe(true)
    frozen.destroy()
    api = await startApi({ ...parts.deps, metrics: new Registry(), host: '127.0.0.1', port: 0 })
  })
})

describe('R11: what is no HTTP', () => {
  it.each([
    ['bytes', '\u0000\u0001\u0002\r\n\r\n'],
    ['no host', 'GET / HTTP/1.1\r\n\r\n'],
    ['a strange expectation', 'GET / HTTP/1.1\r\nHost: x\r\nExpect: tea\r\n\r\n'],
    ['a tunnel', 'CONNECT x:1883 HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['a strange host', 'GET / HTTP/1.1\r\nHost: a b\r\n\r\n'],
    ['a backslash in the path', 'GET /\\..\\x HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['a huge header', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'y'.repeat(40_000)}\r\n\r\n`],
    ['a strange method', 'BREW /pot HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['broken chunks', 'POST /session HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'],
  ])('%s: a refusal, and the server goes on', async (_, request) => {
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(api.port, '127.0.0.1', () => socket.end(request))
      let text = ''
      socket.setEncoding('latin1').on('data', (chunk) => {
        text += chunk
      })
      socket.on('error', reject).on('close', () => resolve(text))
    })
    expect(answer).toMatch(/^HTTP\/1\.1 4\d\d/)
    expect(answer).toMatch(/content-type: application\/problem\+json/i)
    expect(answer).toMatch(/"type":"urn:jernih:problem:/)
    expect((await ask('/healthz')).status).toBe(200)
  })

  it('is refused by a problem document, as everything is', async () => {
    const answer = await ask('/healthz', { headers: { 'x-long': 'y'.repeat(20_000) } })
    expect(answer.status).toBe(431)
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    expect(await answer.json()).toMatchObject({ type: 'urn:jernih:problem:head-too-large', status: 431 })
  })
})
