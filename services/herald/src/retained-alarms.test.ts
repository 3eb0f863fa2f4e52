import { type AddressInfo, createServer } from 'node:net'
import { Alarm } from '@jernih/domain'
import { createLog, createScope, type Scope } from '@jernih/runtime'
import { Aedes } from 'aedes'
import { connectAsync, type MqttClient } from 'mqtt'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { type AlarmSource, type Publish, startRetainedAlarms } from './retained-alarms.ts'

const log = createLog('silent')
const day = 86_400_000
const clock = { now: () => 40 * day }
let scope: Scope
beforeEach(() => {
  scope = createScope(log)
})
afterEach(() => scope.close())

const episode = {
  site: 'plant',
  point: 'outlet',
  parameter: 'cod',
  kind: 'limit-high',
  state: 'unacknowledged-active',
  priority: 'high',
  limit: null,
  value: 200,
  peak: 200,
  last: 200,
  confirmed: true,
  acknowledgement: null,
  readings: null,
  shelving: null,
  suppression: null,
  outOfService: null,
}

function alarm(n: number, more: object = {}): Alarm {
  const times = { since: n, raisedAt: n, dataLostSince: null, returnedAt: null }
  return Alarm.parse({
    status: 'active',
    id: `plant.outlet.cod-limit-high.${n}`,
    ...episode,
    ...times,
    ...more,
  })
}

function over(n: number, clearedAt: number): Alarm {
  const times = { since: n, raisedAt: n, clearedAt }
  return Alarm.parse({ status: 'cleared', id: `plant.outlet.cod-limit-high.${n}`, ...episode, ...times })
}

/** A watch of which the test says what happened, newest first, and what happens; each episode is a page of its own. */
function source(known: readonly Alarm[]) {
  const listeners = new Set<(step: { alarms: readonly { alarm: Alarm }[] }) => void>()
  const watch: AlarmSource = {
    async list({ from, cursor = '0' }) {
      const standing = known.filter((alarm) => alarm.status === 'active' || alarm.clearedAt >= from)
      const page = Number(cursor)
      return {
        alarms: standing.slice(page, page + 1),
        next: page + 1 < standing.length ? `${page + 1}` : null,
      }
    },
    onStep(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
  const happens = (...alarms: Alarm[]) => {
    for (const listener of listeners) listener({ alarms: alarms.map((one) => ({ alarm: one })) })
  }
  return { watch, happens, listeners }
}

async function broker(): Promise<string> {
  const aedes = await Aedes.createBroker()
  const server = createServer(aedes.handle)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  scope.add({ close: () => new Promise<void>((resolve) => aedes.close(() => server.close(() => resolve()))) })
  return `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function client(url: string): Promise<MqttClient> {
  const connected = await connectAsync(url)
  scope.add({ close: () => connected.endAsync(true) })
  return connected
}

const topic = 'ipal/plant/outlet/alarms/cod-limit-high'
const ph = { parameter: 'ph', id: 'plant.outlet.ph-limit-high.1' }

it('leaves each alarm on its topic as it stands, for whoever comes later', async () => {
  const url = await broker()
  const publisher = await client(url)
  const publish: Publish = async (to, payload, options) => {
    await publisher.publishAsync(to, payload, { qos: 1, ...options })
  }
  const { watch, happens } = source([alarm(1), alarm(1, ph)])
  scope.add(startRetainedAlarms({ watch, publish, clock, log }))

  const retained = new Map<string, Alarm>()
  const subscriber = await client(url)
  subscriber.on('message', (to, payload) => retained.set(to, Alarm.parse(JSON.parse(payload.toString()))))
  await subscriber.subscribeAsync('ipal/plant/outlet/alarms/#', { qos: 1 })
  await vi.waitFor(() => expect([...retained.keys()].sort()).toEqual([topic, topic.replace('cod', 'ph')]))

  happens(over(1, 5))
  await vi.waitFor(() => expect(retained.get(topic)).toMatchObject({ status: 'cleared', clearedAt: 5 }))

  const late = await client(url)
  const first = new Promise((resolve) =>
    late.on('message', (_to, payload) => resolve(JSON.parse(payload.toString()))),
  )
  await late.subscribeAsync(topic, { qos: 1 })
  expect(await first).toMatchObject({ id: alarm(1).id, status: 'cleared' })
})

it('tries again what could not be published, and then says only how it stands now', async () => {
  const published: string[] = []
  let isAway = true
  const { watch, happens } = source([])
  const publish = vi.fn<Publish>(async (_to, payload) => {
    if (isAway) throw new Error('the broker is away')
    published.push(Alarm.parse(JSON.parse(payload)).id)
  })
  scope.add(startRetainedAlarms({ watch, publish, clock, log }))
  happens(alarm(1))
  await vi.waitFor(() => expect(publish).toHaveBeenCalled())
  happens(alarm(2))
  happens(alarm(3), alarm(3, ph))
  isAway = false
  await vi.waitFor(() => expect(published).toEqual([alarm(3).id, ph.id]))
})

it('does not put a standing alarm over what happened to it since', async () => {
  const published: number[] = []
  const { watch, happens } = source([alarm(1, ph), alarm(1)])
  const publish: Publish = async (to, payload) => {
    if (to === topic) published.push(Alarm.parse(JSON.parse(payload)).raisedAt)
  }
  scope.add(startRetainedAlarms({ watch, publish, clock, log }))
  happens(alarm(7))
  await scope.add(startRetainedAlarms({ watch: source([]).watch, publish, clock, log })).close()
  await vi.waitFor(() => expect(published).toEqual([7]))
})

it('says of what ended while nobody could be told that it ended, and of each alarm the newest episode alone', async () => {
  const published: Alarm[] = []
  const old = 39 * day
  const { watch } = source([alarm(old + 2, ph), over(old + 1, old + 3), over(old, old), over(1, 2)])
  const publish: Publish = async (_to, payload) => {
    published.push(Alarm.parse(JSON.parse(payload)))
  }
  scope.add(startRetainedAlarms({ watch, publish, clock, log }))
  await vi.waitFor(() => expect(published.length).toBeGreaterThan(1))
  expect(published.map(({ status, raisedAt }) => [status, raisedAt])).toEqual([
    ['active', old + 2],
    ['cleared', old + 1],
  ])
})

it('leaves in peace what ended long ago', async () => {
  const published: string[] = []
  const publish: Publish = async (to) => void published.push(to)
  const { watch } = source([alarm(1, ph), over(1, 2)])
  await scope.add(startRetainedAlarms({ watch, publish, clock, log })).close()
  expect(published).toEqual([topic.replace('cod', 'ph')])
})

it('publishes before it closes what happened last', async () => {
  const published: string[] = []
  const { watch, happens } = source([])
  const publish: Publish = async (_to, payload) => {
    await new Promise((resolve) => setImmediate(resolve))
    published.push(Alarm.parse(JSON.parse(payload)).id)
  }
  const retained = startRetainedAlarms({ watch, publish, clock, log })
  happens(alarm(1), alarm(1, ph))
  await retained.close()
  expect(published).toEqual([alarm(1).id, ph.id])
})

it.each(Array.from({ length: 12 }, (_, turns) => turns))(
  'hears of what happens %i turns after the last alarm was published',
  async (turns) => {
    const published: number[] = []
    const { watch, happens } = source([])
    const publish: Publish = async (_to, payload) => {
      published.push(Alarm.parse(JSON.parse(payload)).raisedAt)
      if (published.length > 1) return
      void (async () => {
        for (let turn = 0; turn < turns; turn++) await null
        happens(alarm(2))
      })()
    }
    scope.add(startRetainedAlarms({ watch, publish, clock, log }))
    happens(alarm(1))
    await vi.waitFor(() => expect(published).toEqual([1, 2]))
  },
)

it('closes while the broker keeps it waiting, and stops listening', async () => {
  const { watch, happens, listeners } = source([])
  const retained = startRetainedAlarms({ watch, publish: () => new Promise(() => undefined), clock, log })
  happens(alarm(1))
  await retained.close()
  expect(listeners.size).toBe(0)
})
