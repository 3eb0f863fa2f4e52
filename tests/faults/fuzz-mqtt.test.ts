import type { Duplex } from 'node:stream'
import { setImmediate as nextTurn } from 'node:timers/promises'
import fc from 'fast-check'
import mqtt from 'mqtt'
import { generate } from 'mqtt-packet'
import { expect, it, onTestFinished } from 'vitest'
import { memoryMb } from '../station/station-process.ts'
import { type MqttDoor, startStationWithDoors } from './mqtt-doors.ts'
import { type JunkStream, junkStreams } from './mqtt-junk.ts'

/** Malformed packets, one at least a connection: the long mode has 100,000 of them. */
const malformed = Number(process.env['JERNIH_FUZZ'] ?? 20_000)
const atOnce = 24
const warmUp = Math.ceil(malformed / atOnce / 3)
const growthMb = 40
const prefix = 'ipal/mojokerto-batik/outlet'
/** CONNACK of one that is let in. */
const welcome = Buffer.of(0x20, 2, 0, 0)
const patienceMs = 10_000
/** One in twelve connections goes over TLS and one over WebSocket, where each costs several times as much. */
const ways: MqttDoor['name'][] = ['TLS', 'WebSocket', ...Array<'TCP'>(10).fill('TCP')]

interface Account {
  username: string
  password: string
}

it(`R11: ${malformed} malformed MQTT packets, over TCP, TLS and WebSocket, crash nothing, hold up nobody, and cost bounded memory`, {
  timeout: 900_000,
}, async () => {
  const { station, doors } = await startStationWithDoors({ MQTT_CONNECTS_PER_MINUTE: '1000000' })
  onTestFinished(async () => void (await station.stop('SIGKILL')))
  const accounts = await Promise.all(
    Array.from({ length: 4 }, () => station.device('mojokerto-batik', 'outlet')),
  )
  const healthy = await mqtt.connectAsync(`mqtt://127.0.0.1:${station.mqttPort}`, {
    ...(await station.device('mojokerto-batik', 'inlet')),
    reconnectPeriod: 0,
  })
  let at = Date.now() - 3_600_000
  let acknowledged = 0
  const letIn = new Map<string, number>()

  async function publish(): Promise<void> {
    const payload = JSON.stringify({ at: at++, readings: { cod: 90 } })
    await healthy.publishAsync('ipal/mojokerto-batik/inlet/readings', payload, { qos: 1 })
    acknowledged++
  }

  const batches = fc.array(junkStreams(prefix), { minLength: atOnce, maxLength: atOnce })
  const fuzz = (numRuns: number) =>
    fc.assert(
      fc.asyncProperty(batches, async (streams) => {
        const ends = streams.map(async (stream, n) => {
          const door = doors.find(({ name }) => name === ways[n % ways.length])
          const account = accounts[n % accounts.length]
          if (door && account && (await send(door, stream, account)))
            letIn.set(door.name, (letIn.get(door.name) ?? 0) + 1)
        })
        await Promise.all([...ends, within(publish(), 'the healthy device got no PUBACK')])
        expect((await fetch(`${station.httpUrl}/healthz`)).status).toBe(200)
      }),
      // Nothing is shrunk: a station that died refuses the smallest stream too. The seed and the streams are told.
      { numRuns, endOnFailure: true },
    )

  await fuzz(warmUp)
  const warm = memoryMb(station.pid)
  await fuzz(warmUp * 2)
  const grown = memoryMb(station.pid) - warm
  expect(healthy.connected).toBe(true)
  expect(acknowledged).toBeGreaterThanOrEqual(warmUp * 3)
  for (const { name } of doors) expect(letIn.get(name)).toBeGreaterThan(malformed / ways.length / 4)
  expect(grown).toBeLessThan(growthMb)
  expect(station.log()).not.toMatch(/fatal|uncaught|"level":"?(error|50|60)/i)
  await healthy.endAsync()
  expect(await station.stop()).toBe(0)
})

/** Writes the stream, then goes; resolves once the connection is gone, from either side: whether it had been let in. */
async function send(door: MqttDoor, stream: JunkStream, account: Account): Promise<boolean> {
  const socket = door.open()
  socket.on('error', () => {})
  const closed = new Promise((resolve) => socket.once('close', resolve))
  let answer = Buffer.alloc(0)
  const answered = new Promise<void>((resolve) =>
    socket.on('data', (bytes: Buffer) => {
      if (answer.length < welcome.length) answer = Buffer.concat([answer, bytes])
      resolve()
    }),
  )
  const { entry, packets, writeBytes } = stream
  if (entry === 'patient') {
    socket.write(connectPacket(stream, account))
    await Promise.race([answered, closed])
  }
  const first = entry === 'hasty' ? [connectPacket(stream, account)] : []
  await writePieces(socket, Buffer.concat([...first, ...packets]), writeBytes)
  if (entry === 'hasty') await Promise.race([answered, closed])
  socket.end()
  await within(closed, `a connection over ${door.name} outlived its stream`)
  return answer.subarray(0, welcome.length).equals(welcome)
}

function connectPacket({ protocolVersion, clientId }: JunkStream, account: Account): Buffer {
  return generate({
    cmd: 'connect',
    protocolId: protocolVersion === 3 ? 'MQIsdp' : 'MQTT',
    protocolVersion,
    clean: true,
    clientId,
    keepalive: 60,
    username: account.username,
    password: Buffer.from(account.password),
  })
}

async function writePieces(socket: Duplex, bytes: Buffer, size: number): Promise<void> {
  for (let start = 0; start < bytes.length && socket.writable; start += size) {
    socket.write(bytes.subarray(start, start + size))
    await nextTurn()
  }
}

/** The same, or a failure after ten seconds. */
async function within<T>(work: Promise<T>, otherwise: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(otherwise)), patienceMs)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}
