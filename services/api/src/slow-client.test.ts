import { once } from 'node:events'
import { connect } from 'node:net'
import { Registry } from 'prom-client'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Api, startApi } from './start-api.ts'
import { readEvents } from './stream/read-events.ts'
import { bearer, openParts } from './test-parts.ts'

const patience = { headersMs: 400, requestMs: 800, idleMs: 400 }

let parts: Awaited<ReturnType<typeof openParts>>
let api: Api
beforeEach(async () => {
  parts = await openParts()
  api = await startApi({ ...parts.deps, metrics: new Registry(), host: '127.0.0.1', port: 0, patience })
})
afterEach(async () => {
  await api.close()
  await parts.close()
})

/** Sends `beginning`, then one byte after another; what it is told and how long it is borne with. */
async function dribble(beginning: string): Promise<{ told: string; bornMs: number }> {
  const start = performance.now()
  const socket = connect(api.port, '127.0.0.1')
  let told = ''
  socket.setEncoding('latin1').on('data', (text) => {
    told += text
  })
  // A byte into a connection that was just closed is answered by a reset.
  socket.on('error', () => {})
  socket.write(beginning)
  const dribbling = setInterval(() => socket.write('x'), 50)
  await once(socket, 'close')
  clearInterval(dribbling)
  return { told, bornMs: performance.now() - start }
}

const status = async (path: string) => {
  const answer = await fetch(`http://127.0.0.1:${api.port}${path}`, { headers: bearer })
  await answer.body?.cancel()
  return answer.status
}

describe('R9: a client that takes for ever', () => {
  it.each([
    { story: 'over the head of a request', beginning: 'GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ' },
    {
      story: 'over its body',
      beginning:
        'POST /session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9000\r\n\r\n{',
    },
    {
      story: 'over a body of unknown length',
      beginning:
        'POST /session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nfff\r\n{',
    },
  ])('$story is let go, and others are served meanwhile', async ({ beginning }) => {
    const slow = Array.from({ length: 50 }, () => dribble(beginning))
    expect(await status('/api/v1/sites')).toBe(200)
    for (const { told, bornMs } of await Promise.all(slow)) {
      expect(told).toMatch(/^HTTP\/1\.1 408|^$/)
      expect(bornMs).toBeLessThan(5_000)
    }
    expect(await status('/api/v1/sites')).toBe(200)
  })

  it('is not who reads the stream for longer than any request may take', async () => {
    const stream = await fetch(`http://127.0.0.1:${api.port}/api/v1/stream`, { headers: bearer })
    const events = readEvents(stream)
    const end = performance.now() + 3 * patience.requestMs
    while (performance.now() < end) expect((await events.next()).done).toBe(false)
    await events.return(undefined)
  })
})

describe('R11: a body', () => {
  const huge = `{"token":"${'x'.repeat(70_000)}"}`
  it.each([
    { story: 'that says how long it is', body: huge },
    { story: 'that does not', body: new Blob([huge]).stream() },
  ])('$story is refused beyond its limit', async ({ body }) => {
    const answer = await fetch(`http://127.0.0.1:${api.port}/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      duplex: 'half',
    } as RequestInit)
    expect(answer.status).toBe(413)
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
  })
})

describe('R11: no answer shows our inside', () => {
  it.each([
    '/api/v1/readings?site=%00',
    '/api/v1/readings?site=mojokerto-batik&point=outlet&parameter=cod&from=junk',
    '/api/v1/alarms/%ff',
    '/docs/..%2f..%2fpackage.json',
    '/page/constructor',
    '/sign-in/%E0%A4%A',
    '/api/v1/devices/__proto__',
  ])('GET %s', async (path) => {
    const answer = await fetch(`http://127.0.0.1:${api.port}${path}`, { headers: bearer, redirect: 'manual' })
    expect(answer.status).toBeLessThan(500)
    expect(await answer.text()).not.toMatch(/\n\s+at |node_modules|node:internal|\.[jt]s:\d|\/services\//)
    expect(answer.headers.has('x-powered-by')).toBe(false)
  })
})
