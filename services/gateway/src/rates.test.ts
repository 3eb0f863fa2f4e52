import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Certificate, createLog, openCertificate } from '@jernih/runtime'
import { makeKeyPair } from '@jernih/runtime/testing'
import { connectAsync, type MqttClient } from 'mqtt'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { entriesOf, eventually, openTrial, type Trial } from './testing/trial.ts'

const topic = 'ipal/plant/outlet/readings/ph'
const perSecond = 50
/** What passes at once, and then so many messages that the rest takes two seconds. */
const [burst, count] = [10 * perSecond, 12 * perSecond]

let directory: string
let certificate: Certificate
let trial: Trial

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'jernih-rates-'))
  certificate = await openCertificate({ ...makeKeyPair(directory, 'rates'), log: createLog('silent') })
  const door = { port: 0, certificate }
  trial = await openTrial({ limits: { packetsPerSecond: perSecond }, tls: door, webSocket: door })
})

afterEach(async () => {
  await trial[Symbol.asyncDispose]()
  await certificate.close()
  await rm(directory, { recursive: true })
})

function connect(url: string): Promise<MqttClient> {
  const { username, password } = trial.device
  return connectAsync(url, {
    ...{ username, password, ca: certificate.current().cert },
    ...{ keepalive: 1, reconnectPeriod: 0 },
  })
}

const values = async () => {
  const readings = (await entriesOf(trial.journal)).filter((entry) => entry.kind === 'readings')
  return readings.map(({ payload }) => Number(Buffer.from(payload).toString()))
}
const numbers = (length: number) => Array.from({ length }, (_, n) => n)

it.each([
  { door: 'TCP', url: () => `mqtt://127.0.0.1:${trial.gateway.port}` },
  { door: 'TLS', url: () => `mqtts://127.0.0.1:${trial.gateway.tlsPort}` },
  { door: 'WebSocket', url: () => `wss://127.0.0.1:${trial.gateway.webSocketPort}/mqtt` },
])(
  'R9: slows down a device that sends too much over $door, loses none of it, and delays no other',
  async ({ url }) => {
    const [hasty, calm] = [await connect(url()), await connect(url())]
    const began = performance.now()
    let slowest = 0
    let sending = true
    const beside = (async () => {
      while (sending) {
        const asked = performance.now()
        await calm.publishAsync('ipal/plant/outlet/status', 'online', { qos: 1 })
        slowest = Math.max(slowest, performance.now() - asked)
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    })()
    // Longer than its keepalive of a second allows it to be silent: its pings wait with the rest.
    await Promise.all(numbers(count).map((n) => hasty.publishAsync(topic, String(n), { qos: 1 })))
    const ms = performance.now() - began
    sending = false
    await beside
    expect(ms).toBeGreaterThan(((count - burst) / perSecond) * 1_000 - 50)
    expect(ms).toBeLessThan(((count - burst) / perSecond) * 1_000 + 1_000)
    expect(slowest).toBeLessThan(500)
    expect([hasty.connected, calm.connected]).toEqual([true, true])
    expect(await values()).toEqual(numbers(count))
    const paused = await trial.needs.metrics.getSingleMetric('jernih_gateway_paused_seconds_total')?.get()
    expect(paused?.values[0]?.value).toBeGreaterThan(1)
  },
)

it('loses nothing of a device that says goodbye and goes while it is still being read', async () => {
  const device = await connect(`mqtt://127.0.0.1:${trial.gateway.port}`)
  for (const n of numbers(burst + perSecond)) device.publish(topic, String(n), { qos: 0 })
  const began = performance.now()
  device.end()
  await eventually(values).toEqual(numbers(burst + perSecond))
  expect(performance.now() - began).toBeGreaterThan(950)
  const links = async () => (await entriesOf(trial.journal)).filter((entry) => entry.kind === 'link')
  await eventually(async () => (await links()).at(-1)).toMatchObject({ connected: false, goodbye: true })
})
