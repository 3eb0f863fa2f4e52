import { connect } from 'node:net'
import { connectPacket, type LoadClient, publishTemplate, type Template, writeMessage } from './packets.ts'

/** A day's calm course of an outlet, so that the quality tests have ordinary work: one variant a second. */
const variants = 64
const puback = 0x40
const pubackLength = 4

/** A reading is measured at a millisecond of its own, no later than this after now: a clock ahead would be an alarm itself. */
const aheadMs = 1_000

/** One connection that keeps up to `inflight` QoS 1 messages unacknowledged, and sends 1,000 a second at most, but for the first second. */
export interface LoadConnection {
  readonly acknowledged: number
  /** Sends as many messages as the window and the clock have room for, at most `limit`; answers how many. */
  send(limit: number): number
  /** Called whenever there may be room again. */
  onRoom: () => void
  /** Rejects when the connection ends, and says how many messages were unacknowledged. */
  ended: Promise<never>
  close(): void
}

/** Connects and waits for the CONNACK; rejects when the broker refuses. */
export async function openConnection(
  client: LoadClient,
  broker: { host: string; port: number; inflight: number },
): Promise<LoadConnection> {
  /** What came, in one buffer for the whole connection: a stream's own would be most of the generator's work. */
  let take = (_buffer: Uint8Array, _length: number) => {}
  const buffer = new Uint8Array(16_384)
  const callback = (length: number) => {
    take(buffer, length)
    return true
  }
  const socket = connect({
    host: broker.host,
    port: broker.port,
    noDelay: true,
    onread: { buffer, callback },
  })
  await new Promise<void>((resolve, reject) => {
    take = ([, , , code]) => (code === 0 ? resolve() : reject(refusal(client, code)))
    socket.once('error', reject)
    socket.once('close', () => reject(new Error(`the broker ended the connection of ${client.clientId}`)))
    socket.once('connect', () => socket.write(connectPacket(client)))
  }).catch((error: unknown) => {
    socket.destroy()
    throw error
  })

  const templates = Array.from({ length: variants }, (_, variant) =>
    publishTemplate(client.topic, calmReadings(variant)),
  )
  const largest = Math.max(...templates.map((template) => template.bytes.length))
  const ended = Promise.withResolvers<never>()
  ended.promise.catch(() => {})
  let sent = 0
  let lastAt = 0
  let partial = 0
  let clockTimer: NodeJS.Timeout | undefined

  /** How many messages may have a millisecond of their own; tries again when the clock has come on. */
  function roomOfClock(now: number): number {
    const room = now + aheadMs - Math.max(now - 1, lastAt)
    if (room > 0) return room
    clockTimer ??= setTimeout(() => {
      clockTimer = undefined
      connection.onRoom()
    }, 1)
    return 0
  }

  const connection: LoadConnection & { acknowledged: number } = {
    acknowledged: 0,
    onRoom: () => {},
    ended: ended.promise,
    send(limit) {
      const now = Date.now()
      const window = Math.min(limit, broker.inflight - (sent - connection.acknowledged))
      const room = window > 0 ? Math.min(window, roomOfClock(now)) : 0
      if (room <= 0) return 0
      const chunk = Buffer.allocUnsafe(room * largest)
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
    close() {
      clearTimeout(clockTimer)
      socket.destroy()
    },
  }
  take = ([first], length) => {
    if (partial === 0 && first !== puback)
      return void socket.destroy(new Error(`expected only PUBACK packets, got ${first}`))
    const bytes = partial + length
    connection.acknowledged += Math.floor(bytes / pubackLength)
    partial = bytes % pubackLength
    connection.onRoom()
  }
  let reason = ''
  socket.on('error', ({ message }) => (reason = ` (${message})`))
  socket.on('close', () => {
    clearTimeout(clockTimer)
    const unacknowledged = sent - connection.acknowledged
    ended.reject(
      new Error(`connection of ${client.clientId} ended${reason}: ${unacknowledged} unacknowledged`),
    )
  })
  return connection
}

function refusal({ clientId }: LoadClient, code: number | undefined): Error {
  return new Error(`the broker refused ${clientId}: CONNACK code ${code}`)
}

function calmReadings(variant: number): Record<string, number> {
  const swing = Math.sin((2 * Math.PI * variant) / variants)
  return { ph: round(7.2 + 0.1 * swing), cod: round(96 + 5 * swing), flow: round(0.9 + 0.05 * swing) }
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
