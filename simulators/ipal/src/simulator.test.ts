import { once } from 'node:events'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { createLog } from '@jernih/runtime'
import { Aedes } from 'aedes'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Simulator, type SimulatorOptions, startSimulator } from './simulator.ts'
import type { Story } from './story.ts'

/** Tuesday, at ten in the morning. */
const ten = Date.parse('2026-11-03T10:00:00+07:00')
const minuteMs = 60_000
const soon = { timeout: 15_000 }
const account = {
  site: 'mojokerto-batik',
  point: 'outlet',
  username: 'outlet-1',
  password: 'a secret of the test',
}

interface Received {
  topic: string
  payload: string
}

let broker: Aedes
let server: Server
let received: Received[]
let refused: number
let password: string
let now: number
let simulator: Simulator | undefined

beforeEach(async () => {
  received = []
  refused = 0
  password = account.password
  now = ten
  await listen(0)
})
afterEach(async () => {
  await simulator?.close()
  simulator = undefined
  await shut()
})

async function listen(port: number): Promise<void> {
  broker = await Aedes.createBroker({
    authenticate: (_client, username, given, done) => {
      const isKnown = username === account.username && given?.toString() === password
      if (!isKnown) refused += 1
      done(null, isKnown)
    },
  })
  broker.on('publish', ({ topic, payload }) => {
    if (topic.startsWith('ipal/')) received.push({ topic, payload: payload.toString() })
  })
  server = createServer(broker.handle).listen(port, '127.0.0.1')
  await once(server, 'listening')
}

async function shut(): Promise<void> {
  await new Promise<void>((resolve) => broker.close(resolve))
  await new Promise((resolve) => server.close(resolve))
}

const port = () => (server.address() as AddressInfo).port

async function start(options: Partial<SimulatorOptions> = {}): Promise<void> {
  simulator = await startSimulator({
    url: `mqtt://127.0.0.1:${port()}`,
    credentials: [account],
    seed: 1,
    clock: { now: () => now },
    log: createLog('silent'),
    ...options,
  })
}

const seqs = () =>
  received
    .filter(({ topic }) => topic.endsWith('/readings'))
    .flatMap(({ payload }) => [JSON.parse(payload)].flat() as { seq: number }[])
    .map(({ seq }) => seq)
const said = (payload: string) => received.filter((message) => message.payload === payload).length

it('greets and sends its first reading on connecting, as of now', async () => {
  await start()
  await expect.poll(() => received.length, soon).toBe(3)
  expect(received.map(({ topic }) => topic.split('/').at(-1))).toEqual(['status', 'state', 'readings'])
  expect(received[0]?.payload).toBe('online')
  expect(JSON.parse(received[2]?.payload ?? '')).toMatchObject({ at: '2026-11-03T10:00:00+07:00', seq: 0 })
})

it('goes on with the clock', async () => {
  await start()
  await expect.poll(seqs, soon).toEqual([0])
  now += 3 * minuteMs
  await expect.poll(seqs, soon).toEqual([0, 1, 2, 3])
})

it('lives faster until it has caught up with the clock, and never ahead of it', async () => {
  await start({ startAt: ten - 60 * minuteMs, speed: 60 })
  await expect.poll(seqs, soon).toEqual([0])
  now += minuteMs
  await expect.poll(() => seqs().length, soon).toBe(61)
  now += minuteMs
  await expect.poll(() => simulator?.plantTime(), soon).toBe(now)
  await expect.poll(() => seqs().length, soon).toBe(63)
})

describe('a broken link', () => {
  it.each([
    { story: 'link-cut', buffered: 60 },
    { story: 'power-cut', buffered: 0 },
  ] as const)(
    '$story: the will says offline, and $buffered readings come afterwards',
    async ({ story, buffered }) => {
      const stories: Story[] = [{ name: story, at: ten + minuteMs }]
      await start({ stories })
      await expect.poll(seqs, soon).toEqual([0])
      now += 31 * minuteMs
      await expect.poll(() => said('offline'), soon).toBe(1)
      now += 30 * minuteMs
      await expect.poll(() => said('online'), soon).toBe(2)
      await expect.poll(seqs, soon).toEqual(Array.from({ length: buffered + 2 }, (_, seq) => seq))
    },
  )

  it('buffers while the broker is away, and sends everything when it is back', async () => {
    await start()
    await expect.poll(seqs, soon).toEqual([0])
    const old = port()
    await shut()
    now += 5 * minuteMs
    await listen(old)
    await expect.poll(seqs, soon).toEqual([0, 1, 2, 3, 4, 5])
  })

  it('keeps trying where its account is refused', async () => {
    password = 'not yet'
    await start()
    await expect.poll(() => refused, soon).toBeGreaterThan(0)
    password = account.password
    await expect.poll(seqs, soon).toEqual([0])
  })
})

it('says offline and ends when closed', async () => {
  await start()
  await expect.poll(seqs, soon).toEqual([0])
  await simulator?.close()
  await expect.poll(() => said('offline'), soon).toBe(1)
  expect(broker.connectedClients).toBe(0)
})

it('names the points that it has', async () => {
  await expect(start({ credentials: [{ ...account, point: 'pond' }] })).rejects.toThrow(
    /no point "pond".*inlet, outlet/,
  )
})
