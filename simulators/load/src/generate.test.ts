import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { type Packet, parser } from 'mqtt-packet'
import { afterEach, expect, it } from 'vitest'
import { generateLoad, type LoadOptions } from './generate.ts'

const connack = Buffer.from([0x20, 2, 0, 0])
const closing: (() => void)[] = []

afterEach(() => {
  for (const close of closing.splice(0)) close()
})

/** A broker on loopback that does with each packet of a connection what `on` says. */
async function listen(on: (packet: Packet, socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    const packets = parser()
    packets.on('packet', (packet: Packet) => on(packet, socket))
    socket.on('data', (chunk: Buffer) => void packets.parse(chunk))
    socket.on('error', () => {})
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  closing.push(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

function acknowledge({ messageId = 0 }: Packet): Buffer {
  return Buffer.from([0x40, 2, messageId >> 8, messageId & 0xff])
}

function load(port: number, options: Partial<LoadOptions> = {}) {
  const clients = [{ clientId: 'load-0', topic: 'ipal/bench/p0/readings' }]
  return generateLoad({
    ...{ host: '127.0.0.1', port, clients, inflight: 5, seconds: 0.2, rate: null },
    ...options,
  })
}

it('counts what was acknowledged', async () => {
  let published = 0
  const port = await listen((packet, socket) => {
    if (packet.cmd === 'publish') published++
    socket.write(packet.cmd === 'connect' ? connack : acknowledge(packet))
  })
  const { acknowledged } = await load(port)
  expect(acknowledged).toBeGreaterThan(5)
  expect(acknowledged).toBe(published)
})

it.each([
  { when: 'while it sends freely', rate: null, seconds: 60 },
  { when: 'while it sends at a rate', rate: 100, seconds: 60 },
  { when: 'while it waits for the last acknowledgements', rate: null, seconds: 0 },
])('fails, and says what is unacknowledged, when the broker ends a connection $when', async (given) => {
  const { rate, seconds } = given
  let published = 0
  const port = await listen((packet, socket) => {
    if (packet.cmd === 'connect') return void socket.write(connack)
    published++
    if (published <= 2) socket.write(acknowledge(packet))
    if (published === 5) setImmediate(() => socket.destroy())
  })
  await expect(load(port, { rate, seconds })).rejects.toThrow(
    /^connection of load-0 ended.*: [35] unacknowledged$/,
  )
})

it('fails when the broker ends the connection before it is accepted, or refuses it', async () => {
  const silent = await listen((_, socket) => void socket.destroy())
  await expect(load(silent)).rejects.toThrow(/ended the connection of load-0|ECONNRESET/)
  const strict = await listen((_, socket) => void socket.write(Buffer.from([0x20, 2, 0, 5])))
  await expect(load(strict)).rejects.toThrow('refused load-0: CONNACK code 5')
})

it('measures each reading at a millisecond of its own, never more than a second ahead of the clock', async () => {
  const times: { at: number; ahead: number }[] = []
  const port = await listen((packet, socket) => {
    if (packet.cmd === 'connect') return void socket.write(connack)
    if (packet.cmd !== 'publish') return
    const { at } = JSON.parse(packet.payload.toString()) as { at: number }
    times.push({ at, ahead: at - Date.now() })
    socket.write(acknowledge(packet))
  })
  const { acknowledged } = await load(port, { inflight: 5_000, seconds: 0.5 })
  expect(acknowledged).toBeGreaterThan(1_000)
  expect(new Set(times.map(({ at }) => at)).size).toBe(acknowledged)
  expect(Math.max(...times.map(({ ahead }) => ahead))).toBeLessThanOrEqual(1_000)
})
