import type { X509Certificate } from 'node:crypto'
import type { Duplex } from 'node:stream'
import { type Clock, createOccasionally, type Log } from '@jernih/runtime'
import { Aedes, type AedesOptions, type Client, type PublishPacket } from 'aedes'
import { access } from './access.ts'
import type { Devices } from './devices.ts'
import { createDoor, type Door } from './door.ts'
import { cutPayload, guardFrames } from './frame-guard.ts'
import { describeLength, type Intake, type Settle } from './intake.ts'
import type { GatewayLimits } from './limits.ts'
import type { MessageDraft } from './message-reader.ts'
import type { Meters } from './metrics.ts'
import type { Sessions } from './sessions.ts'

export interface BrokerOptions {
  intake: Intake
  sessions: Sessions
  devices: Devices
  clock: Clock
  log: Log
  meters: Meters
  limits: GatewayLimits
}

/** Aedes, with the journal before every PUBACK. */
export interface Broker {
  /** `certificate` is what its TLS proved the client to have; null for none. */
  handle(stream: Duplex, certificate: X509Certificate | null): void
  publish(topic: string, payload: string, options: { retain: boolean }): Promise<void>
  close(): Promise<void>
}

type Done = (error?: Error) => void
/** Aedes' own calls have the client in between, of which its types do not tell. */
type Distribute = (packet: PublishPacket, client: Client | Done | null, done?: Done) => void

/** More than a topic can have, so that a topic never makes a payload's length look wrong. */
const topicBytes = 65_539

export async function openBroker(options: BrokerOptions): Promise<Broker> {
  const { intake, sessions, clock, log, meters, limits } = options
  const door: Door = createDoor(options)
  /** Messages that go on to subscribers. What is not in here ends in the journal: refused messages, and every reading. */
  const forwarded = new WeakSet<PublishPacket>()
  const occasionally = createOccasionally(60_000)
  let closing = false

  const authorizePublish: AedesOptions['authorizePublish'] = (client, packet, callback) => {
    const session = client === null ? undefined : sessions.of(client)
    if (closing || session === undefined) return callback(new Error('not taken'))
    const began = performance.now()
    const { topic } = packet
    const payload = bytesOf(packet.payload)
    const envelope = { receivedAt: clock.now(), sender: session.device.id, topic, payload }
    const settle: Settle = (error, draft) => {
      if (error) return callback(error)
      meters.acknowledged((performance.now() - began) / 1_000)
      if (draft !== null && isHandedOn(draft)) forwarded.add(packet)
      else if (client !== null) sendPuback(client, packet)
      callback(null)
    }
    const cut = cutPayload(payload)
    if (!topic.startsWith(session.prefix)) {
      const reason = `not this device's topic: it may publish under ${session.prefix} only`
      intake.refuse({ ...envelope, payload: cut?.beginning ?? payload }, reason, settle)
    } else if (cut) {
      const reason = describeLength(cut.length, limits.payloadBytes)
      intake.refuse({ ...envelope, payload: cut.beginning }, reason, settle)
    } else intake.receive(envelope, settle)
  }

  const authorizeForward: AedesOptions['authorizeForward'] = ({ conn }, packet) => {
    if (conn.writableLength <= limits.unreadBytes) return packet
    conn.destroy(new Error(`more than ${limits.unreadBytes} bytes are unread`))
    return null
  }

  function tellPaused(client: Client, ms: number): void {
    meters.paused(ms / 1_000)
    const device = sessions.of(client)?.device.id
    const { packetsPerSecond } = limits
    occasionally(
      (heldBack) => log.warn({ device, packetsPerSecond, heldBack }, 'a device sends too much: slowed down'),
      `${device} pace`,
    )
  }

  const aedes = await Aedes.createBroker({
    // No shared slots for deliveries: a reader that is stuck holds up nobody but itself, until the drain timeout.
    concurrency: 0,
    maxTopicLevels: limits.topicLevels,
    maxInflightInbound: limits.inflightInbound,
    drainTimeout: limits.drainTimeoutMs,
    connectTimeout: limits.connectTimeoutMs,
    preConnect: door.preConnect,
    authenticate: door.authenticate,
    authorizeSubscribe: door.authorizeSubscribe,
    authorizePublish,
    authorizeForward,
  })
  aedes.on('unsubscribe', door.unsubscribed)
  aedes.on('clientError', (client, error) => {
    const device = sessions.of(client)?.device.id
    // A socket's own errors have a code: a link that broke is no news.
    if ('code' in error) log.debug({ error, device }, 'a device connection broke')
    else
      occasionally(
        (heldBack) => log.warn({ device, reason: error.message, heldBack }, 'ended a device connection'),
        device,
      )
  })
  aedes.on('connectionError', (_client, error) =>
    log.debug({ error }, 'a connection failed before it was a device'),
  )
  aedes.on('error' as 'closed', ((error: Error) => log.error({ error }, 'the broker failed')) as () => void)

  const distribute = aedes.publish.bind(aedes) as Distribute
  const publish: Distribute = (packet, client, done) => {
    const fromDevice = typeof client === 'object' && client !== null
    if (fromDevice && !forwarded.has(packet)) done?.()
    else distribute(packet, client, done)
  }
  aedes.publish = publish

  return {
    handle(stream, certificate) {
      const frames = guardFrames(stream, {
        connectBytes: limits.connectBytes,
        maxPacketBytes: limits.payloadBytes + topicBytes,
        packetsPerSecond: limits.packetsPerSecond,
        onPause: (ms) => tellPaused(client, ms),
        drainTimeoutMs: limits.drainTimeoutMs,
      })
      const client = aedes.handle(stream)
      door.meet(client, frames, certificate)
    },
    async publish(topic, payload, { retain }) {
      const packet = {
        cmd: 'publish',
        topic,
        payload: Buffer.from(payload),
        qos: 1,
        retain,
        dup: false,
      } as const
      aedes.publish(packet, (error) => {
        if (error) log.warn({ error, topic }, 'an alarm could not be handed to its subscribers')
      })
    },
    async close() {
      closing = true
      await intake.settled()
      // The PUBACKs of what was just settled are written in this turn of the loop.
      await new Promise((resolve) => setImmediate(resolve))
      await new Promise<void>((resolve) => aedes.close(resolve))
    },
  }
}

/** The PUBACK of a message that ends in the journal, in one write: Aedes' own comes in three pieces, which a socket takes at a higher cost. */
function sendPuback({ conn }: Client, packet: PublishPacket & { messageId?: number }): void {
  const { qos, messageId } = packet
  if (qos !== 1 || messageId === undefined || !conn.writable) return
  conn.write(Buffer.of(0x40, 2, messageId >> 8, messageId & 0xff))
  // Acknowledged: Aedes sends no other.
  packet.qos = 0
}

function isHandedOn({ kind }: MessageDraft): boolean {
  return kind !== 'rejected' && access[kind].hear === 'device'
}

function bytesOf(payload: string | Buffer): Buffer {
  return typeof payload === 'string' ? Buffer.from(payload) : payload
}
