import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import mqtt from 'mqtt'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readEvents } from '../station/event-stream.ts'
import {
  memoryMb,
  peakMemoryMb,
  type StationProcess,
  startStationProcess,
} from '../station/station-process.ts'
import { connectDevice, startHealthyDevice, told } from './devices.ts'
import { onePoint } from './one-point.ts'

/** The long mode has 10,000, for which `ulimit -n` must allow 11,000 open files to this process and to the station each. */
const devices = Number(process.env['JERNIH_DEVICES'] ?? 1_000)
/** Connections that share an account, as many as one may have. */
const perAccount = 8
/** How many log in at the same time. */
const comingTogether = 100
const memoryPerDeviceKb = 60

/** The longest that a healthy device may wait for its PUBACK, in ms. */
const patienceMs = 1_000

const parameters = ['ph', 'cod', 'bod', 'tss', 'flow', 'temperature']
const widePoints = Array.from({ length: 100 }, (_, n) => `p${n}`)
const wideSite = {
  'wide.yaml': `id: wide
name: Wide
zone: Asia/Jakarta
limits: { set: permen-lh-bplh-12-2025, dischargePerDay: 2 }
points:${widePoints.map((id) => `\n  - { id: ${id}, name: { id: ${id}, en: ${id} }, kind: outlet, parameters: { ${parameters.map((name) => `${name}: {}`).join(', ')} } }`).join('')}
`,
}

const token = 'a-token-of-the-frozen-readers-own-test!'

let station: StationProcess
let account: { username: string; password: string }

beforeEach(async () => {
  station = await startStationProcess({
    sites: { ...onePoint, ...wideSite },
    environment: { JERNIH_ADMIN_TOKEN: token },
  })
  account = await station.device('fault', 'outlet')
})
afterEach(async () => {
  expect(await station.stop()).toBe(0)
})

it('R9: a device that connects and drops a hundred times a second delays nobody', async () => {
  const flapping = await station.device('fault', 'outlet')
  const port = station.mqttPort
  const { stop } = await startHealthyDevice({ port, account, clientId: 'healthy' })
  const before = memoryMb(station.pid)
  let attempts = 0
  let admitted = 0
  const ends: Promise<void>[] = []
  const began = performance.now()
  while (attempts < 300) {
    const attempt = connectDevice({ port, account: flapping, clientId: `flap${attempts % 3}` })
    ends.push(
      attempt.then(
        (device) => {
          admitted++
          device.drop()
        },
        () => {},
      ),
    )
    attempts++
    await sleep(Math.max(0, began + attempts * 10 - performance.now()))
  }
  await Promise.all(ends)
  const rate = attempts / ((performance.now() - began) / 1_000)
  const healthy = await stop()
  expect(rate).toBeGreaterThan(80)
  expect(admitted).toBeGreaterThan(0)
  expect(healthy.longestMs).toBeLessThan(patienceMs)
  const grown = memoryMb(station.pid) - before
  expect(grown).toBeLessThan(60)
  console.info(
    `flapping: ${Math.round(rate)}/s, ${admitted} of ${attempts} let in; beside it ${told(healthy)}; memory +${Math.round(grown)} MB`,
  )
})

it(`R9: ${devices} devices are connected and each gets its PUBACK, in bounded memory`, {
  timeout: 900_000,
}, async () => {
  const port = station.mqttPort
  const accounts = await inGroups(Math.ceil(devices / perAccount), () => station.device('fault', 'outlet'))
  const before = memoryMb(station.pid)
  const connected = await inGroups(devices, (n) =>
    connectDevice({ port, account: accounts[Math.floor(n / perAccount)] ?? account, clientId: `device${n}` }),
  )
  const idle = memoryMb(station.pid)
  const begin = Date.now() - 3_600_000
  const began = performance.now()
  for (let round = 0; round < 3; round++) {
    await Promise.all(connected.map((device, n) => device.publish(begin + round * devices + n)))
  }
  const seconds = (performance.now() - began) / 1_000
  await expect
    .poll(() => station.api('/api/v1/reconciliation'), { timeout: 30_000 })
    .toMatchObject({ accepted: 3 * devices, stored: 3 * devices, rejected: 0, balanced: true })
  const perDeviceKb = ((idle - before) * 1_000) / devices
  console.info(
    `${devices} devices: ${Math.round(before)} MB before, ${Math.round(idle)} MB connected, ${Math.round(peakMemoryMb(station.pid))} MB at most; three readings each in ${seconds.toFixed(1)} s`,
  )
  for (const device of connected) device.drop()
  expect(perDeviceKb).toBeLessThan(memoryPerDeviceKb)
})

it('R9: subscribers and event streams that stop reading delay nobody', { timeout: 60_000 }, async () => {
  const port = station.mqttPort
  const frozenSubscriber = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, {
    ...account,
    reconnectPeriod: 0,
  })
  await frozenSubscriber.subscribeAsync('ipal/fault/outlet/#', { qos: 0 })
  frozenSubscriber.stream.pause()
  const frozenStreams = await Promise.all(Array.from({ length: 20 }, openFrozenStream))
  const live = await startHeartbeats()

  const before = memoryMb(station.pid)
  const beside = await startHealthyDevice({ port, account, clientId: 'healthy' })
  // Both fill a frozen reader's buffers of some megabytes: blanks after the JSON of a state, and a reading event of all series.
  const until = performance.now() + 6_000
  await Promise.all([publishStates(until), ...widePoints.map((point) => publishAll(point, until))])
  const healthy = await beside.stop()
  const grown = memoryMb(station.pid) - before
  const longestBeatMs = await live.stop()
  console.info(
    `frozen readers: beside them ${told(healthy)}, heartbeats at most ${Math.round(longestBeatMs)} ms apart; memory +${Math.round(grown)} MB`,
  )
  expect(healthy.longestMs).toBeLessThan(patienceMs)
  expect(longestBeatMs).toBeLessThan(3_000)
  expect(grown).toBeLessThan(80)
  const connected = async () =>
    (await (await station.request('/metrics')).text()).match(/^jernih_gateway_connected (\d+)$/m)?.[1]
  // The subscriber's own doing is over: it is let go.
  await expect.poll(connected, { timeout: 20_000 }).toBe('0')
  frozenSubscriber.end(true)
  for (const socket of frozenStreams) socket.destroy()
})

/** Does `work` for each number below `count`, some at a time. */
async function inGroups<T>(count: number, work: (n: number) => Promise<T>): Promise<T[]> {
  const done: T[] = []
  for (let start = 0; start < count; start += comingTogether) {
    const size = Math.min(comingTogether, count - start)
    done.push(...(await Promise.all(Array.from({ length: size }, (_, n) => work(start + n)))))
  }
  return done
}

/** A client of the event stream that reads its head and no further. */
async function openFrozenStream(): Promise<Socket> {
  const { hostname, port } = new URL(station.httpUrl)
  const socket = connect(Number(port), hostname)
  socket.on('error', () => {})
  socket.write(
    `GET /api/v1/stream HTTP/1.1\r\nhost: ${hostname}:${port}\r\nauthorization: Bearer ${token}\r\n\r\n`,
  )
  const [head] = (await once(socket, 'data')) as [Buffer]
  if (!head.toString().startsWith('HTTP/1.1 200')) throw new Error(head.toString())
  socket.pause()
  return socket
}

/** A client of the event stream that reads all, and tells the longest time between two heartbeats. */
async function startHeartbeats() {
  const ended = new AbortController()
  const events = readEvents(await station.request('/api/v1/stream', { signal: ended.signal }))
  let last = performance.now()
  let longestMs = 0
  const work = (async () => {
    for await (const { event } of events) {
      if (event !== 'heartbeat') continue
      longestMs = Math.max(longestMs, performance.now() - last)
      last = performance.now()
    }
  })().catch(() => {})
  return {
    async stop(): Promise<number> {
      ended.abort()
      await work
      return Math.max(longestMs, performance.now() - last)
    },
  }
}

async function publishStates(until: number): Promise<void> {
  const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${station.mqttPort}`, {
    ...account,
    reconnectPeriod: 0,
  })
  while (performance.now() < until) {
    const state = JSON.stringify({ at: Date.now() - 1_000, state: 'running' }) + ' '.repeat(100_000)
    await client.publishAsync('ipal/fault/outlet/state', state, { qos: 1 })
    await sleep(10)
  }
  await client.endAsync()
}

async function publishAll(point: string, until: number): Promise<void> {
  const login = await station.device('wide', point)
  const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${station.mqttPort}`, {
    ...login,
    reconnectPeriod: 0,
  })
  while (performance.now() < until) {
    const readings = Object.fromEntries(parameters.map((name) => [name, 7]))
    await client.publishAsync(`ipal/wide/${point}/readings`, JSON.stringify({ at: Date.now(), readings }), {
      qos: 1,
    })
    await sleep(150)
  }
  await client.endAsync()
}
