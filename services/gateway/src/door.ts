import type { Log } from '@jernih/runtime'
import type { AedesOptions, Client, ConnectPacket, Subscription } from 'aedes'
import type { Device, Devices } from './devices.ts'
import type { Frames } from './frame-guard.ts'
import type { GatewayLimits } from './limits.ts'
import type { Meters } from './metrics.ts'
import { createRateLimit } from './rate-limit.ts'
import { type Sessions, topicPrefix } from './sessions.ts'

/** Who may come in, and what they may hear. There is no anonymous access and no default account. */
export interface Door {
  meet(client: Client, frames: Frames): void
  preConnect: NonNullable<AedesOptions['preConnect']>
  authenticate: NonNullable<AedesOptions['authenticate']>
  authorizeSubscribe: NonNullable<AedesOptions['authorizeSubscribe']>
  unsubscribed(filters: string[], client: Client): void
}

export interface DoorOptions {
  sessions: Sessions
  devices: Devices
  log: Log
  meters: Meters
  limits: GatewayLimits
}

type Refused = 'credentials' | 'will' | 'sessions'

/** CONNACK codes of MQTT 3.1.1 section 3.2.2.3. */
const codes = { credentials: 4, will: 5, sessions: 3 } as const satisfies Record<Refused, number>

export function createDoor({ sessions, devices, log, meters, limits }: DoorOptions): Door {
  const worthTelling = createRateLimit(60_000)
  const visitors = new WeakMap<Client, { frames?: Frames; will?: ConnectPacket['will'] }>()

  function meet(client: Client, frames: Frames): void {
    visitors.set(client, { frames })
  }

  function mistake(client: Client, device: Device | null): Refused | null {
    if (device === null) return 'credentials'
    const will = visitors.get(client)?.will
    if (will && !will.topic.startsWith(topicPrefix(device))) return 'will'
    if (sessions.count(device.id, client.id) >= limits.sessionsPerDevice) return 'sessions'
    return null
  }

  return {
    meet,

    preConnect(client, packet, callback) {
      const visitor = visitors.get(client)
      if (visitor && packet.will) visitor.will = packet.will
      callback(null, true)
    },

    authenticate(client, username, password, done) {
      const checked =
        username === undefined || password === undefined
          ? Promise.resolve(null)
          : devices.verify(username, password.toString())
      checked
        .then((device) => {
          const frames = visitors.get(client)?.frames
          if (client.closed || client.conn.destroyed || frames === undefined) return
          // A client id belongs to its device, so that nobody can take over another's session. We keep none beyond the
          // connection: what a device may subscribe to is retained anyway, and the memory for it would have no bound.
          if (device) client.id = `${device.id}/${client.id}`
          client.clean = true
          const refused = mistake(client, device)
          if (device && refused === null) {
            sessions.admit(client, device, frames)
            done(null, true)
            return
          }
          const reason = refused ?? 'credentials'
          meters.refusedConnection(reason)
          if (worthTelling(username ?? '')) log.warn({ username, reason }, 'refused a connection')
          done(Object.assign(new Error(`refused: ${reason}`), { returnCode: codes[reason] }), false)
        })
        .catch((error: unknown) => {
          log.error({ error }, 'device accounts cannot be read')
          done(Object.assign(new Error('device accounts cannot be read'), { returnCode: 3 }), false)
        })
    },

    /** A subscription elsewhere, or one too many, is granted 0x80: failure. */
    authorizeSubscribe(client: Client, subscription: Subscription, callback) {
      const session = sessions.of(client)
      const { topic } = subscription
      if (!session?.filters.has(topic)) {
        const full = session === undefined || session.filters.size >= limits.subscriptionsPerSession
        if (full || !topic.startsWith(session.prefix)) return callback(null, null)
        session.filters.add(topic)
      }
      callback(null, subscription)
    },

    unsubscribed(filters, client) {
      const session = sessions.of(client)
      for (const filter of filters) session?.filters.delete(filter)
    },
  }
}
