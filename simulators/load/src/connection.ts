import { connect, type Socket } from 'node:net'
import { connectPacket, type LoadClient, publishTemplate, type Template, writeMessage } from './packets.ts'

/** A day's calm course of an outlet, so that the quality tests have ordinary work: one variant a second. */
const variants = 64
const puback = 0x40
const pubackLength = 4

/** One connection that keeps up to `inflight` QoS 1 messages unacknowledged. */
export interface LoadConnection {
  readonly acknowledged: number
  /** Sends as many messages as the window has room for, at most `limit`; answers how many. */
  send(limit: number): number
  /** Called after each arrival of acknowledgements. */
  onAcknowledged: () => void
  close(): void
}

/** Connects and waits for the CONNACK; rejects when the broker refuses. */
export async function openConnection(
  client: LoadClient,
  broker: { host: string; port: number; inflight: number },
): Promise<LoadConnection> {
  const socket = connect({ host: broker.host, port: broker.port, noDelay: true })
  await connected(socket, client)

  const templates = Array.from({ length: variants }, (_, variant) =>
    publishTemplate(client.topic, calmReadings(variant)),
  )
  const largest = Math.max(...templates.map((template) => template.bytes.length))
  let sent = 0
  let lastAt = 0
  let partial = 0

  const connection: LoadConnection & { acknowledged: number } = {
    acknowledged: 0,
    onAcknowledged: () => {},
    send(limit) {
      const room = Math.min(limit, broker.inflight - (sent - connection.acknowledged))
      if (room <= 0) return 0
      const chunk = Buffer.allocUnsafe(room * largest)
      const now = Date.now()
      const template = templates[Math.floor(now / 1000) % variants] as Template
      let end = 0
      for (let n = 0; n < room; n++) {
        lastAt = Math.max(now, lastAt + 1)
        end = writeMessage(chunk, end, { template, identifier: (sent % 65_535) + 1, at: lastAt })
        sent++
      }
      socket.write(chunk.subarray(0, end))
      return room
    },
    close: () => socket.destroy(),
  }
  socket.on('data', (chunk: Buffer) => {
    if (partial === 0 && chunk[0] !== puback) throw new Error(`expected only PUBACK packets, got ${chunk[0]}`)
    const bytes = partial + chunk.length
    connection.acknowledged += Math.floor(bytes / pubackLength)
    partial = bytes % pubackLength
    connection.onAcknowledged()
  })
  socket.on('error', () => {})
  return connection
}

function connected(socket: Socket, client: LoadClient): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.once('connect', () => socket.write(connectPacket(client)))
    socket.once('data', (connack) => {
      socket.off('error', reject)
      if (connack[3] === 0) resolve()
      else reject(new Error(`the broker refused ${client.clientId}: CONNACK code ${connack[3]}`))
    })
  })
}

function calmReadings(variant: number): Record<string, number> {
  const swing = Math.sin((2 * Math.PI * variant) / variants)
  return { ph: round(7.2 + 0.1 * swing), cod: round(96 + 5 * swing), flow: round(0.9 + 0.05 * swing) }
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
