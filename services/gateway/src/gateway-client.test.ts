import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { AppendFailed, type Entry, type Journal } from '@jernih/journal'
import { createLog } from '@jernih/runtime'
import { hasServer } from '@jernih/runtime/testing'
import { Aedes } from 'aedes'
import { connectAsync, type MqttClient } from 'mqtt'
import { Registry } from 'prom-client'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Gateway } from './gateway.ts'
import { startGatewayClient } from './gateway-client.ts'
import { type Mosquitto, startMosquitto } from './testing/mosquitto.ts'
import { entriesOf, eventually, type Ground, openGround } from './testing/trial.ts'

const topic = 'ipal/plant/outlet/readings'
const username = 'jernih'
const password = 'p@ss:word/ü'
const start = Date.now() - 60_000

let ground: Ground
let mosquitto: Mosquitto
let device: MqttClient

function startOurs(journal: Journal = ground.journal): Promise<Gateway> {
  const url = `mqtt://${encodeURIComponent(username)}:${encodeURIComponent(password)}@127.0.0.1:${mosquitto.port}`
  const { directory, needs } = ground
  return startGatewayClient({ ...needs, journal, metrics: new Registry(), url, directory })
}

/** Publishes readings number `from` up to `to`, each with its number as its value, and waits for Mosquitto's PUBACKs. */
async function publish(from: number, to: number): Promise<void> {
  const numbers = Array.from({ length: to - from }, (_, index) => from + index)
  const send = (n: number) =>
    device.publishAsync(topic, JSON.stringify({ at: start + n, readings: { cod: n } }), { qos: 1 })
  await Promise.all(numbers.map(send))
}

async function kept(): Promise<Extract<Entry, { kind: 'readings' }>[]> {
  return (await entriesOf(ground.journal)).filter((entry) => entry.kind === 'readings')
}

async function numbersKept(): Promise<number[]> {
  return (await kept()).flatMap(({ readings }) => readings.map(({ value }) => value)).sort((a, b) => a - b)
}

/** Our session is there once a reading gets through. */
async function reach(n: number): Promise<void> {
  await eventually(async () => {
    await publish(n, n + 1)
    return (await kept()).length > 0
  }).toBe(true)
}

describe.skipIf(!hasServer('mosquitto', process.env))('on a real Mosquitto', () => {
  beforeEach(async () => {
    ground = await openGround()
    mosquitto = ground.scope.add(await startMosquitto({ directory: ground.directory, username, password }))
    device = await connectAsync(`mqtt://127.0.0.1:${mosquitto.port}`, { username, password })
    ground.scope.add({ close: () => device.endAsync(true) })
  })
  afterEach(() => ground[Symbol.asyncDispose]())

  it('loses nothing that was published while we were away', async () => {
    const before = await startOurs()
    await reach(0)
    await before.close()
    await publish(1, 300)
    const after = await startOurs()
    await eventually(async () => [...new Set(await numbersKept())]).toEqual(
      Array.from({ length: 300 }, (_, n) => n),
    )
    expect((await kept())[0]).toMatchObject({
      sender: null,
      site: 'plant',
      point: 'outlet',
      timeSource: 'device',
    })
    await after.close()
  })

  it('acknowledges after the append: what never reached the disk comes again', async () => {
    const first = await startOurs()
    await reach(0)
    await first.close()

    const held: (() => void)[] = []
    const stuck: Journal = {
      ...ground.journal,
      append: () => new Promise((_, reject) => held.push(() => reject(new AppendFailed('gone')))),
    }
    const second = await startOurs(stuck)
    await publish(1, 11)
    await eventually(() => held.length).toBe(10)
    for (const fail of held) fail()
    await second.close()
    expect(await numbersKept()).not.toContain(1)

    const third = await startOurs()
    await eventually(async () => [...new Set(await numbersKept())]).toEqual(
      Array.from({ length: 11 }, (_, n) => n),
    )
    await third.close()
  })

  it('R6: asks the broker again for what could not be written, and goes on by itself', async () => {
    let broken = false
    const journal: Journal = {
      ...ground.journal,
      append: (draft) =>
        broken ? Promise.reject(new AppendFailed('disk full')) : ground.journal.append(draft),
    }
    const gateway = await startOurs(journal)
    await reach(0)
    broken = true
    await publish(1, 50)
    expect(Math.max(...(await numbersKept()))).toBe(0)
    broken = false
    await eventually(async () => [...new Set(await numbersKept())]).toEqual(
      Array.from({ length: 50 }, (_, n) => n),
    )
    await gateway.close()
  })

  it('reads on after more messages waited for the disk than it holds at once', async () => {
    const first = await startOurs()
    await reach(0)
    await first.close()
    const { promise: disk, resolve: goOn } = Promise.withResolvers<void>()
    let waiting = 0
    const slow: Journal = {
      ...ground.journal,
      async append(draft) {
        waiting++
        await disk
        return ground.journal.append(draft)
      },
    }
    const gateway = await startOurs(slow)
    await publish(1, 1_500)
    await eventually(() => waiting).toBe(1_000)
    goOn()
    await eventually(async () => [...new Set(await numbersKept())]).toEqual(
      Array.from({ length: 1_500 }, (_, n) => n),
    )
    await gateway.close()
  })

  it('keeps a refused message with its reason, a retained reading too, and goes on', async () => {
    await device.publishAsync(topic, '{"at":1795486392000,"readings":{"ph":7}}', { qos: 1, retain: true })
    await device.publishAsync('ipal/elsewhere/outlet/readings', 'nonsense', { qos: 1, retain: false })
    const gateway = await startOurs()
    await reach(0)
    await device.publishAsync('ipal/elsewhere/outlet/readings', 'nonsense', { qos: 1 })
    await device.publishAsync(topic, Buffer.alloc(300_000, 'x'), { qos: 1 })
    const reasons = async () =>
      (await ground.journal.rejected({ limit: 10 })).map((entry) => 'reason' in entry && entry.reason)
    await eventually(reasons).toEqual([
      expect.stringContaining('payload of 300000 bytes'),
      expect.stringContaining('unknown site "elsewhere"'),
      expect.stringContaining('a retained reading'),
    ])
    await publish(1, 2)
    await eventually(numbersKept).toContain(1)
    await gateway.close()
  })

  it('publishes alarms, retained, on the same broker', async () => {
    const gateway = await startOurs()
    await gateway.publish('ipal/plant/outlet/alarms/cod-limit-high', '{"status":"active"}', { retain: true })
    const heard: string[] = []
    device.on('message', (_topic, payload) => heard.push(payload.toString()))
    await device.subscribeAsync('ipal/+/+/alarms/+')
    await eventually(() => heard).toEqual(['{"status":"active"}'])
    await gateway.close()
  })

  it('finds its broker again, though the broker forgot everything', async () => {
    const gateway = await startOurs()
    await reach(0)
    await mosquitto.close()
    const { port } = mosquitto
    mosquitto = ground.scope.add(
      await startMosquitto({ directory: ground.directory, username, password, port }),
    )
    await eventually(async () => {
      if (device.connected) await publish(1, 2)
      return numbersKept()
    }).toContain(1)
    await gateway.close()
  })
  it('R13: closes within its limit though the broker stands still', async () => {
    const gateway = await startOurs()
    await reach(0)
    mosquitto.freeze()
    const startedAt = performance.now()
    await gateway.close()
    expect(performance.now() - startedAt).toBeLessThan(5_000)
  })
})

it('asks again for a subscription that the broker refused, and says so', async () => {
  ground = await openGround()
  let allowed = false
  const broker = await Aedes.createBroker({
    authorizeSubscribe: (_client, subscription, callback) => callback(null, allowed ? subscription : null),
  })
  const server = createServer(broker.handle).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const told: string[] = []
  const log = createLog('error', { write: (line) => told.push(line) })
  const gateway = await startGatewayClient({
    ...{ ...ground.needs, log, metrics: new Registry(), directory: ground.directory },
    ...{ url: `mqtt://127.0.0.1:${port}`, subscribeAgainMs: 20 },
  })
  await eventually(() => told).toContainEqual(expect.stringContaining('refused our subscription'))
  allowed = true
  device = await connectAsync(`mqtt://127.0.0.1:${port}`)
  await reach(0)
  await gateway.close()
  await device.endAsync(true)
  broker.close()
  server.close()
  await ground[Symbol.asyncDispose]()
})
