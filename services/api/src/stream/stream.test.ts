import { createLog } from '@jernih/runtime'
import { afterEach, describe, expect, it } from 'vitest'
import { alarm, openParts, raised, reading, scriptHistorian, site } from '../test-parts.ts'
import { readEvents, type StreamEvent } from './read-events.ts'

type Parts = Awaited<ReturnType<typeof openParts>>
let parts: Parts
const open: AsyncGenerator<StreamEvent>[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((stream) => stream.return(undefined)))
  await parts.close()
})

async function connect({
  query = '',
  lastEventId,
  as = {},
}: {
  query?: string
  lastEventId?: string
  as?: Record<string, string>
} = {}) {
  const headers = lastEventId === undefined ? as : { ...as, 'last-event-id': lastEventId }
  const stream = readEvents(await parts.ask(`/api/v1/stream${query}`, { headers }))
  open.push(stream)
  /** The next event of that name; heartbeats and others are passed over. */
  async function next(name: string): Promise<StreamEvent> {
    for (;;) {
      const { value, done } = await stream.next()
      if (done) throw new Error(`the stream ended before a ${name}`)
      if (value.event === name) return value
    }
  }
  return { stream, next }
}

/** Something in the journal, so that a step has an offset of its own. */
const tick = () => parts.journal.append({ kind: 'clock', receivedAt: 0, event: 'tick' })

describe('the stream', () => {
  it('begins with all that stands, and goes on with what happens', async () => {
    parts = await openParts()
    parts.watch.step({ latest: [reading()], alarms: [raised(alarm())] })
    const { next } = await connect()
    expect((await next('snapshot')).data).toMatchObject({
      reason: 'new',
      latest: [{ parameter: 'cod', value: 96.4 }],
      alarms: [{ name: 'cod-limit-high' }],
    })
    parts.watch.step({ offset: await tick(), latest: [reading({ value: 97 })] })
    expect(await next('reading')).toMatchObject({ id: '1', data: [{ value: 97, stale: false }] })
    parts.watch.step({ offset: await tick(), alarms: [raised(alarm({ id: 'another' }))] })
    expect(await next('alarm')).toMatchObject({
      id: '2',
      data: { alarm: { id: 'another' }, transition: { step: 'raised' } },
    })
  })

  it('begins with what is over and unseen, too', async () => {
    parts = await openParts()
    const { dataLostSince: _, returnedAt: __, ...episode } = alarm()
    const over = { ...episode, status: 'cleared', clearedAt: 9 } as const
    parts.watch.step({
      alarms: [
        raised({ ...over, id: 'unseen', state: 'returned-unacknowledged' }),
        raised({ ...over, id: 'seen', state: 'normal' }),
      ],
    })
    const { next } = await connect()
    expect((await next('snapshot')).data).toMatchObject({ alarms: [{ id: 'unseen' }] })
  })

  it('gives a fresh snapshot when a site changes, so that no screen keeps old limits', async () => {
    const changed: (() => void)[] = []
    parts = await openParts()
    const { sites } = parts.deps
    await parts.close()
    parts = await openParts({
      sites: { ...sites, onChange: (listener) => changed.push(() => listener(site, null)) },
    })
    const { next } = await connect()
    expect((await next('snapshot')).data).toMatchObject({ reason: 'new' })
    for (const tell of changed) tell()
    expect((await next('snapshot')).data).toMatchObject({ reason: 'sites' })
  })

  it('says whether any of it is made up, as it stands then', async () => {
    let simulated = false
    parts = await openParts({ simulated: () => simulated })
    expect((await (await connect()).next('snapshot')).data).toMatchObject({ simulated: false })
    simulated = true
    expect((await (await connect()).next('snapshot')).data).toMatchObject({ simulated: true })
  })

  it('tells of one site where one is asked for', async () => {
    parts = await openParts()
    parts.watch.step({ latest: [reading()] })
    const { next, stream } = await connect({ query: '?site=banjarmasin-sasirangan' })
    expect((await next('snapshot')).data).toMatchObject({ latest: [] })
    parts.watch.step({ offset: await tick(), latest: [reading()], alarms: [raised(alarm())] })
    const heard = [(await stream.next()).value?.event, (await stream.next()).value?.event]
    expect(heard).toEqual(['heartbeat', 'heartbeat'])
  })

  it('R8: beats, so that a dead link is noticed within seconds', async () => {
    parts = await openParts()
    const { next } = await connect()
    await next('heartbeat')
    const start = performance.now()
    await next('heartbeat')
    expect(performance.now() - start).toBeLessThan(2_000)
  })

  it('R6: tells with each heartbeat whether readings are kept, and what to look at', async () => {
    parts = await openParts()
    const { journal } = parts
    await parts.close()
    let writable = true
    parts = await openParts({
      journal: {
        ...journal,
        head: () => 0,
        cursor: () => 0,
        health: () => (writable ? { writable } : { writable, reason: 'ENOSPC' }),
      },
      historian: scriptHistorian({ stored: () => Promise.reject(new Error('no disk')) }),
    })
    const { next } = await connect()
    expect((await next('heartbeat')).data).toMatchObject({ ready: true, reasons: [], warnings: [] })
    writable = false
    expect((await next('heartbeat')).data).toMatchObject({
      ready: false,
      reasons: ['The journal cannot be written: ENOSPC'],
    })
  })

  it('R10: names no other site to who may see one alone', async () => {
    parts = await openParts()
    const { sites } = parts.deps
    await parts.close()
    const mistake = 'sites/other.yaml:3: zone: expected an IANA time zone'
    parts = await openParts({ sites: { ...sites, mistakes: () => [mistake] } })
    const warnings = async (given: Parameters<typeof connect>[0]) =>
      (await (await connect({ query: `?site=${site}`, ...given })).next('heartbeat')).data
    expect(await warnings({ as: await parts.as({ role: 'viewer', site }) })).toMatchObject({
      warnings: ["The sites' files have mistakes: 1"],
    })
    expect(await warnings({ as: await parts.as({ role: 'viewer' }) })).toMatchObject({ warnings: [mistake] })
  })

  it('sends an alarm at once, past the readings that wait to go together', async () => {
    parts = await openParts()
    const { next, stream } = await connect()
    await next('snapshot')
    await next('heartbeat')
    parts.watch.step({ offset: await tick(), latest: [reading()], alarms: [raised(alarm())] })
    expect((await stream.next()).value).toMatchObject({ event: 'alarm', id: null })
    expect(await next('reading')).toMatchObject({ id: '1' })
  })

  it('holds a client of its own for each that reads, and none for a HEAD', async () => {
    parts = await openParts()
    const answer = await parts.ask('/api/v1/stream', { method: 'HEAD' })
    expect(answer.headers.get('content-type')).toBe('text/event-stream')
    const { stream, next } = await connect()
    await next('snapshot')
    expect(parts.hub.clients()).toBe(1)
    await stream.return(undefined)
    await expect.poll(parts.hub.clients).toBe(0)
  })

  it('says nothing in the log when a tab closes', async () => {
    const lines: string[] = []
    parts = await openParts({ log: createLog('info', { write: (line) => lines.push(line) }) })
    const { stream, next } = await connect()
    await next('heartbeat')
    await stream.return(undefined)
    await expect.poll(parts.hub.clients).toBe(0)
    expect(lines).toEqual([])
  })

  it('ends with its session', async () => {
    parts = await openParts()
    const signedIn = await parts.app.request('/session', {
      method: 'POST',
      body: JSON.stringify({ token: parts.deps.adminToken }),
      headers: { 'content-type': 'application/json' },
    })
    const headers = {
      cookie: signedIn.headers.get('set-cookie')?.split(';')[0] ?? '',
      origin: 'http://localhost',
    }
    const stream = readEvents(await parts.app.request('/api/v1/stream', { headers }))
    await stream.next()
    await parts.app.request('/session', { method: 'DELETE', headers })
    await expect.poll(async () => (await stream.next()).done).toBe(true)
  })

  it('R9: takes only so many clients, and says when to come again', async () => {
    parts = await openParts()
    for (let n = 0; n < 200; n++) {
      const as = await parts.as({ role: 'viewer', name: `screen-${n}` })
      await (await connect({ as })).stream.next()
    }
    const answer = await parts.ask('/api/v1/stream')
    expect(answer.status).toBe(503)
    expect(answer.headers.get('retry-after')).toBe('10')
  })

  it('R9: takes only so many of one caller, so that none keeps the others out', async () => {
    parts = await openParts()
    const as = await parts.as({ role: 'viewer', name: 'greedy' })
    for (let n = 0; n < 40; n++) await (await connect({ as })).stream.next()
    expect((await parts.ask('/api/v1/stream', { headers: as })).status).toBe(503)
    const other = await parts.as({ role: 'viewer', name: 'other' })
    await expect((await connect({ as: other })).next('snapshot')).resolves.toBeDefined()
    await open.shift()?.return(undefined)
    await expect((await connect({ as })).next('snapshot')).resolves.toBeDefined()
  })
})

describe('a client that comes back', () => {
  async function leave() {
    parts = await openParts()
    const { stream, next } = await connect()
    await next('snapshot')
    parts.watch.step({ offset: await tick(), latest: [reading({ value: 1 })] })
    const { id } = await next('reading')
    await stream.return(undefined)
    return id ?? ''
  }

  it('gets what it missed, and no snapshot', async () => {
    const lastEventId = await leave()
    parts.watch.step({ offset: await tick(), latest: [reading({ value: 2 })] })
    parts.watch.step({ offset: await tick(), alarms: [raised(alarm())] })
    parts.watch.step({ offset: await tick(), latest: [reading({ value: 3 })] })
    const { stream } = await connect({ lastEventId })
    const events = [(await stream.next()).value, (await stream.next()).value]
    expect(events).toMatchObject([
      { event: 'alarm', data: { alarm: { name: 'cod-limit-high' } } },
      { event: 'reading', id: '4', data: [{ value: 3 }] },
    ])
  })

  it('gets what it missed where a browser opens the stream anew by itself, which cannot send the header', async () => {
    const after = await leave()
    parts.watch.step({ offset: await tick(), alarms: [raised(alarm())] })
    const { stream } = await connect({ query: `?after=${after}` })
    expect((await stream.next()).value).toMatchObject({
      event: 'alarm',
      data: { alarm: { name: 'cod-limit-high' } },
    })
  })

  it('goes on from the header where both are there, which is what the browser heard last', async () => {
    const lastEventId = await leave()
    const { stream } = await connect({ query: '?after=0', lastEventId })
    expect((await stream.next()).value?.event).toBe('heartbeat')
  })

  it.each(['99999', 'junk', '-3'])(
    'gets a fresh snapshot that says so where it asks for what came after %s',
    async (after) => {
      parts = await openParts()
      const { next } = await connect({ query: `?after=${after}` })
      expect((await next('snapshot')).data).toMatchObject({ reason: 'missed' })
    },
  )

  it('misses nothing and gets nothing twice where nothing happened', async () => {
    const { stream } = await connect({ lastEventId: await leave() })
    expect((await stream.next()).value?.event).toBe('heartbeat')
  })

  it.each(['99999', 'junk', '-3', '1e3'])(
    'gets a fresh snapshot that says so for an id like %s',
    async (lastEventId) => {
      parts = await openParts()
      const { next } = await connect({ lastEventId })
      expect((await next('snapshot')).data).toMatchObject({ reason: 'missed' })
    },
  )

  it('gets a fresh snapshot after a restart in which something may have been missed', async () => {
    parts = await openParts()
    await tick()
    const { journal } = parts
    const restarted = await openParts({ journal })
    const headers = { 'last-event-id': '0' }
    const stream = readEvents(await restarted.ask('/api/v1/stream', { headers }))
    expect((await stream.next()).value).toMatchObject({ event: 'snapshot', data: { reason: 'missed' } })
    await stream.return(undefined)
    await restarted.close()
  })
})
