import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { connectPacket, publishTemplate, writeMessage } from '@jernih/load'

/** An MQTT device of `fault/outlet` in the least memory, so that thousands fit into one test. */
export interface Device {
  /** Sends one COD reading; resolves at its PUBACK and rejects when the connection ends before it. */
  publish(at: number): Promise<void>
  drop(): void
}

export interface DeviceOptions {
  port: number
  account: { username: string; password: string }
  clientId: string
}

/** Of a CONNACK and of a PUBACK, in bytes. */
const answerLength = 4
const template = publishTemplate('ipal/fault/outlet/readings', { cod: 96.4 })

/** Resolves with the socket at the CONNACK of a broker that lets it in. */
export async function connectDevice(options: DeviceOptions): Promise<Device> {
  const { port, account, clientId } = options
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  socket.on('error', () => {})
  let answered: PromiseWithResolvers<Buffer> | null = null
  socket.on('data', (bytes: Buffer) => answered?.resolve(bytes))
  socket.on('close', () => answered?.reject(new Error(`the connection of ${clientId} ended`)))

  async function ask(packet: Buffer, answer: number): Promise<Buffer> {
    answered = Promise.withResolvers()
    socket.write(packet)
    const bytes = await answered.promise
    if (bytes[0] !== answer || bytes.length !== answerLength)
      throw new Error(`unexpected answer ${bytes.toString('hex')}`)
    return bytes
  }

  const connack = await ask(connectPacket({ clientId, ...account, topic: '' }), 0x20)
  if (connack[3] !== 0) throw new Error(`${clientId} is refused: CONNACK code ${connack[3]}`)
  return {
    async publish(at) {
      const message = Buffer.alloc(template.bytes.length)
      writeMessage(message, 0, { template, identifier: 1, at })
      await ask(message, 0x40)
    },
    drop: () => void socket.destroy(),
  }
}

/** How a healthy device fared. */
export interface Fared {
  acknowledged: number
  /** The longest wait for a PUBACK. */
  longestMs: number
}

/** A device that publishes one reading after another, each as soon as the one before it has its PUBACK. */
export async function startHealthyDevice(options: DeviceOptions): Promise<{ stop(): Promise<Fared> }> {
  const device = await connectDevice(options)
  let running = true
  let acknowledged = 0
  let longestMs = 0
  const work = (async () => {
    for (let at = Date.now() - 7_200_000; running; at++) {
      const began = performance.now()
      await device.publish(at)
      longestMs = Math.max(longestMs, performance.now() - began)
      acknowledged++
      await sleep(2)
    }
  })()
  return {
    async stop() {
      running = false
      await work
      device.drop()
      return { acknowledged, longestMs }
    },
  }
}

export function told({ acknowledged, longestMs }: Fared): string {
  return `${acknowledged} PUBACKs, the slowest after ${Math.round(longestMs)} ms`
}
