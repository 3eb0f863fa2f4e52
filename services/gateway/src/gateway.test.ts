import { connect as connectSocket, Socket } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { PointId, SiteId } from '@jernih/domain'
import { AppendFailed, type Entry, type Journal } from '@jernih/journal'
import type { MqttClient } from 'mqtt'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { entriesOf, eventually, openGround, openTrial, type Trial } from './testing/trial.ts'

const outlet = 'ipal/plant/outlet'
const sample = (at: number, ph = 7.12) => JSON.stringify({ at, readings: { ph } })

let trial: Trial

beforeEach(async () => {
  trial = await openTrial()
})
afterEach(() => trial[Symbol.asyncDispose]())

async function ofKind<K extends Entry['kind']>(kind: K): Promise<Extract<Entry, { kind: K }>[]> {
  const entries = await entriesOf(trial.journal)
  return entries.filter((entry): entry is Extract<Entry, { kind: K }> => entry.kind === kind)
}

describe('messages', () => {
  it('keeps a reading verbatim and judged before the device gets its PUBACK', async () => {
    const client = await trial.connect()
    const at = Date.now() - 2_000
    const payload = `{"at": ${at}, "seq": 1, "readings": {"ph": 7.12, "cod": 96.4}}`
    await client.publishAsync(`${outlet}/readings`, payload, { qos: 1 })
    const [entry] = await ofKind('readings')
    expect(entry).toMatchObject({
      sender: trial.device.id,
      site: 'plant',
      point: 'outlet',
      timeSource: 'device',
      readings: [
        { parameter: 'ph', value: 7.12, at, late: false, repeat: 'no' },
        { parameter: 'cod', value: 96.4, at },
      ],
      refusals: [],
    })
    expect(Buffer.from(entry?.payload ?? []).toString()).toBe(payload)
  })

  it('takes QoS 0, 1 and 2, state and status', async () => {
    const client = await trial.connect()
    await client.publishAsync(`${outlet}/readings/ph`, '7', { qos: 0 })
    await client.publishAsync(`${outlet}/readings/ph`, '7.1', { qos: 2 })
    await client.publishAsync(`${outlet}/state`, `{"at":${Date.now()},"state":"stopped"}`, { qos: 1 })
    await client.publishAsync(`${outlet}/status`, 'online', { qos: 1, retain: true })
    expect((await ofKind('readings')).map(({ timeSource }) => timeSource)).toEqual(['receipt', 'receipt'])
    expect(await ofKind('state')).toMatchObject([{ state: 'stopped' }])
    expect(await ofKind('status')).toMatchObject([{ online: true }])
  })

  it('never retains a reading, nor hands one on', async () => {
    const client = await trial.connect()
    const heard: string[] = []
    client.on('message', (topic) => heard.push(topic))
    await client.publishAsync(`${outlet}/readings`, sample(Date.now()), { qos: 1, retain: true })
    await client.publishAsync(`${outlet}/status`, 'online', { qos: 1, retain: true })
    await client.subscribeAsync(`${outlet}/#`, { qos: 1 })
    await client.publishAsync(`${outlet}/readings`, sample(Date.now()), { qos: 1 })
    await client.publishAsync(`${outlet}/status`, 'offline', { qos: 1 })
    await eventually(() => heard).toEqual([`${outlet}/status`, `${outlet}/status`])
  })

  it('hands out our alarms, retained, to the devices of their point', async () => {
    await trial.gateway.publish(`${outlet}/alarms/ph-limit-high`, '{"status":"active"}', { retain: true })
    const client = await trial.connect()
    const heard: string[] = []
    client.on('message', (_topic, payload) => heard.push(payload.toString()))
    await client.subscribeAsync(`${outlet}/alarms/+`, { qos: 1 })
    await eventually(() => heard).toEqual(['{"status":"active"}'])
  })
})

describe('R10: who may do what', () => {
  it.each([
    { story: 'nobody without a name', username: undefined, password: undefined },
    { story: 'nobody with a wrong password', password: 'wrong' },
    { story: 'no stranger', username: 'admin', password: 'admin' },
  ])('lets in $story', async ({ story: _, ...account }) => {
    await expect(trial.connect(account as object)).rejects.toThrow(/Bad username or password/)
  })

  it('lets nobody subscribe beyond its own point', async () => {
    const client = await trial.connect()
    for (const filter of ['#', 'ipal/#', 'ipal/plant/inlet/#', 'ipal/+/outlet/status', '$SYS/#']) {
      await expect(client.subscribeAsync(filter)).rejects.toThrow(/Unspecified error|subscribe/i)
    }
  })

  it('refuses a will for another point', async () => {
    const will = {
      topic: 'ipal/plant/inlet/status',
      payload: Buffer.from('offline'),
      qos: 1,
      retain: true,
    } as const
    await expect(trial.connect({ will })).rejects.toThrow(/Not authorized/)
  })

  it('keeps the sessions of two devices apart, though they use the same client id', async () => {
    const other = await trial.devices.create({ site: SiteId.parse('plant'), point: PointId.parse('inlet') })
    const first = await trial.connect({ clientId: 'logger' })
    const second = await trial.connect({
      clientId: 'logger',
      username: other.username,
      password: other.password,
    })
    await first.publishAsync(`${outlet}/readings`, sample(Date.now()), { qos: 1 })
    await second.publishAsync('ipal/plant/inlet/readings', sample(Date.now()), { qos: 1 })
    expect([first.connected, second.connected]).toEqual([true, true])
  })

  it('cuts the connection of a removed device at once', async () => {
    const client = await trial.connect()
    await trial.devices.remove(trial.device.id)
    await eventually(() => client.connected).toBe(false)
    await expect(trial.connect()).rejects.toThrow(/Bad username or password/)
  })
})

it('R9: keeps out for a while a device that connects again and again, and no other', async () => {
  await using calm = await openTrial({ limits: { connectsPerMinute: 5, banMs: 300 } })
  for (let count = 0; count < 5; count++) await (await calm.connect()).endAsync()
  await expect(calm.connect()).rejects.toThrow(/Server unavailable/)
  const { username, password } = await calm.devices.create(calm.device)
  await calm.connect({ username, password })
  await eventually(() =>
    calm.connect().then(
      () => true,
      () => false,
    ),
  ).toBe(true)
})

describe('a device whose password was rotated', () => {
  it('is cut off at once, and comes back with the new one', async () => {
    const client = await trial.connect()
    const rotated = await trial.devices.rotate(trial.device.id)
    await eventually(() => client.connected).toBe(false)
    await expect(trial.connect()).rejects.toThrow(/Bad username or password/)
    const again = await trial.connect({ password: rotated?.password ?? '' })
    await again.publishAsync(`${outlet}/readings`, sample(Date.now()), { qos: 1 })
  })

  it('is missing until it comes back: nobody said goodbye', async () => {
    const links = async () => (await ofKind('link')).map(({ connected, goodbye }) => [connected, goodbye])
    await trial.connect()
    await eventually(links).toEqual([[true, undefined]])
    await trial.devices.rotate(trial.device.id)
    await eventually(links).toEqual([
      [true, undefined],
      [false, undefined],
    ])
  })
})

describe('whether a device is there', () => {
  const links = async () => (await ofKind('link')).map(({ connected }) => connected)

  it('writes down that it came, and that it went without a goodbye, with its will', async () => {
    const will = { topic: `${outlet}/status`, payload: Buffer.from('offline'), qos: 1, retain: true } as const
    const client = await trial.connect({ will })
    await eventually(links).toEqual([true])
    client.stream.destroy()
    await eventually(links).toEqual([true, false])
    await eventually(async () => (await ofKind('status')).map(({ online }) => online)).toEqual([false])
  })

  it('hears the will of a subscriber whose socket was reset', async () => {
    const will = { topic: `${outlet}/status`, payload: Buffer.from('offline'), qos: 1, retain: true } as const
    const client = await trial.connect({ will })
    await client.subscribeAsync(`${outlet}/alarms/#`, { qos: 1 })
    if (client.stream instanceof Socket) client.stream.resetAndDestroy()
    await eventually(async () => (await ofKind('status')).map(({ online }) => online)).toEqual([false])
  })

  it('takes a second connection for no news', async () => {
    const [first, second] = [await trial.connect(), await trial.connect()]
    first.stream.destroy()
    await eventually(() => first.connected).toBe(false)
    await second.publishAsync(`${outlet}/readings`, sample(Date.now()), { qos: 1 })
    expect(await links()).toEqual([true])
  })

  it('takes a goodbye for no loss, and its return for news', async () => {
    const device = await trial.connect()
    await device.endAsync()
    await eventually(links).toEqual([true, false])
    await trial.connect()
    await eventually(links).toEqual([true, false, true])
    expect((await ofKind('link')).map(({ goodbye }) => goodbye)).toEqual([undefined, true, undefined])
  })

  it('takes a removed device for one that said goodbye', async () => {
    await trial.connect()
    await eventually(links).toEqual([true])
    await trial.devices.remove(trial.device.id)
    await eventually(async () => (await ofKind('link')).at(-1)).toMatchObject({
      connected: false,
      goodbye: true,
    })
  })

  it('notices a device that falls silent, by its keepalive', async () => {
    const client = await trial.connect({ keepalive: 1, reschedulePings: false })
    client.stream.pause()
    // What mqtt.js would send of its own accord no longer leaves.
    client.stream.write = () => true
    await eventually(links).toEqual([true, false])
  })
})

describe('R11: limits', () => {
  async function limited(limits: Parameters<typeof openTrial>[0] = {}) {
    await trial[Symbol.asyncDispose]()
    trial = await openTrial(limits)
  }

  it('connections, and sessions of one device', async () => {
    await limited({ limits: { connections: 3, sessionsPerDevice: 2 } })
    await trial.connect()
    const second = await trial.connect()
    await expect(trial.connect()).rejects.toThrow(/Server unavailable/)
    const strangers = [1, 2, 3].map(() =>
      connectSocket(trial.gateway.port, '127.0.0.1').on('error', () => undefined),
    )
    await eventually(() => strangers.filter((socket) => socket.closed).length).toBeGreaterThan(0)
    await second.publishAsync(`${outlet}/readings`, sample(Date.now()), { qos: 1 })
    for (const socket of strangers) socket.destroy()
  })

  it('R9: strangers who hold every connection and say nothing keep no device out', async () => {
    await limited({ limits: { connections: 20 } })
    const known = await trial.connect()
    const open = () =>
      connectSocket(trial.gateway.port, '127.0.0.1')
        .resume()
        .on('error', () => undefined)
    const strangers = Array.from({ length: 100 }, open)
    await eventually(() => strangers.filter((socket) => socket.closed).length).toBeGreaterThan(70)
    const late = await trial.connect()
    for (const client of [known, late]) {
      await client.publishAsync(`${outlet}/readings`, sample(Date.now()), { qos: 1 })
    }
    for (const socket of strangers) socket.destroy()
  })

  it('subscriptions of one session', async () => {
    await limited({ limits: { subscriptionsPerSession: 2 } })
    const client = await trial.connect()
    await client.subscribeAsync([`${outlet}/alarms/a`, `${outlet}/alarms/b`])
    await expect(client.subscribeAsync(`${outlet}/alarms/c`)).rejects.toThrow()
    await client.unsubscribeAsync(`${outlet}/alarms/a`)
    await client.subscribeAsync(`${outlet}/alarms/c`)
  })

  it('topic levels: the connection ends, and others live on', async () => {
    const [deep, well] = [await trial.connect(), await trial.connect()]
    deep.publish(`${outlet}/${'x/'.repeat(200)}x`, '1', { qos: 1 })
    await eventually(() => deep.connected).toBe(false)
    await well.publishAsync(`${outlet}/readings`, sample(Date.now()), { qos: 1 })
  })

  it('a stranger who says nothing, and one who talks nonsense', async () => {
    await limited({ limits: { connectTimeoutMs: 50 } })
    const silent = connectSocket(trial.gateway.port, '127.0.0.1').resume()
    const babbling = connectSocket(trial.gateway.port, '127.0.0.1').resume()
    babbling.on('error', () => undefined)
    babbling.write('GET / HTTP/1.1\r\n\r\n')
    await eventually(() => [silent.closed, babbling.closed]).toEqual([true, true])
    await trial.connect()
  })

  it('messages at QoS 2 that are never released', async () => {
    await limited({ limits: { inflightInbound: 3 } })
    const client = await trial.connect()
    const topic = `${outlet}/readings/ph`
    for (const id of [1, 2, 3, 4]) {
      const body = Buffer.concat([
        Buffer.of(0, topic.length),
        Buffer.from(topic),
        Buffer.of(1, id),
        Buffer.from('7'),
      ])
      client.stream.write(Buffer.concat([Buffer.of(0x34, body.length), body]))
    }
    await eventually(() => client.connected).toBe(false)
  })

  it('a session that says nothing, though it asked for no keepalive', async () => {
    await limited({ limits: { idleTimeoutMs: 2_000 } })
    const client = await trial.connect({ keepalive: 0 })
    await eventually(() => client.connected).toBe(false)
  })

  it('R9: a subscriber that stops reading delays nobody, and is let go', async () => {
    await limited({ limits: { drainTimeoutMs: 3_000, unreadBytes: 100_000_000 } })
    const frozen = await trial.connect()
    await frozen.subscribeAsync(`${outlet}/alarms/#`, { qos: 0 })
    frozen.stream.pause()
    const alarm = 'x'.repeat(100_000)
    for (let count = 0; count < 200; count++) {
      await trial.gateway.publish(`${outlet}/alarms/a`, alarm, { retain: false })
      await nextTurn()
    }
    const well = await trial.connect()
    await well.publishAsync(`${outlet}/status`, 'online', { qos: 1 })
    await well.publishAsync(`${outlet}/readings`, sample(Date.now()), { qos: 1 })
    const gauge = trial.needs.metrics.getSingleMetric('jernih_gateway_connected')
    const connected = async () => (await gauge?.get())?.values[0]?.value
    expect(await connected()).toBe(2)
    await eventually(connected).toBe(1)
  })
})

it('R9: a subscriber costs no more memory than it may leave unread, however long it may stand still', async () => {
  await using trial = await openTrial({ limits: { drainTimeoutMs: 60_000, unreadBytes: 1_000_000 } })
  const frozen = await trial.connect()
  await frozen.subscribeAsync(`${outlet}/alarms/#`, { qos: 0 })
  frozen.stream.pause()
  const gauge = trial.needs.metrics.getSingleMetric('jernih_gateway_connected')
  const connected = async () => (await gauge?.get())?.values[0]?.value
  expect(await connected()).toBe(1)
  for (let count = 0; count < 200; count++) {
    await trial.gateway.publish(`${outlet}/alarms/a`, 'x'.repeat(100_000), { retain: false })
    await nextTurn()
  }
  await eventually(connected).toBe(0)
})

describe('R6: a journal that cannot be written', () => {
  it('gets no PUBACK out of us, and the device may try again; its quality is as if the failure had not been', async () => {
    await using ground = await openGround()
    let broken = false
    const journal: Journal = {
      ...ground.journal,
      append: (draft) =>
        broken ? Promise.reject(new AppendFailed('disk full')) : ground.journal.append(draft),
      health: () => (broken ? { writable: false, reason: 'disk full' } : { writable: true }),
    }
    await using second = await openTrial({ journal })
    const at = Date.now()
    const client = await second.connect()
    await client.publishAsync(`${outlet}/readings`, sample(at - 1_000), { qos: 1 })

    broken = true
    expect(await acknowledged(client, sample(at))).toBe(false)
    expect(await acknowledged(await second.connect(), sample(at))).toBe(false)
    broken = false
    const again = async () => acknowledged(await second.connect(), sample(at))
    await eventually(again).toBe(true)
    const readings = (await entriesOf(ground.journal)).filter((entry) => entry.kind === 'readings')
    expect(readings.flatMap((entry) => entry.readings.map(({ repeat }) => repeat))).toEqual(['no', 'no'])
  })
})

/** Whether the PUBACK comes, or else the connection ends. */
function acknowledged(client: MqttClient, payload: string): Promise<boolean> {
  return new Promise((resolve) => {
    client.once('close', () => resolve(false))
    client.publish(`${outlet}/readings`, payload, { qos: 1 }, (error) => resolve(!error))
  })
}
