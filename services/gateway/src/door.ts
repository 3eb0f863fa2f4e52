import { createOccasionally, type Log } from '@jernih/runtime'
import type { AedesOptions, Client, ConnectPacket, Subscription } from 'aedes'
import { quote } from './decode/refusal.ts'
import { type Device, type Devices, TooManyApplicants } from './devices.ts'
import type { Frames } from './frame-guard.ts'
import type { GatewayLimits } from './limits.ts'
import type { Meters } from './metrics.ts'
import { type Sessions, topicPrefix } from './sessions.ts'

/** Who may come in, and what they may hear. There is no anonymous access and no default account. */
export interface Door {
  meet(client: Client, frames: Frames): void
  preConnect: NonNullable<AedesOptions['preConnect']>
  authenticate: Authenticate
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

type Authenticate = NonNullable<AedesOptions['authenticate']>

interface Applicant {
  client: Client
  device: Device | null
  username: string | undefined
  done: Parameters<Authenticate>[3]
}

type Refused = 'credentials' | 'will' | 'sessions'

/** CONNACK codes of MQTT 3.1.1 section 3.2.2.3. */
const codes = { accounts: 3, sessions: 3, credentials: 4, will: 5 } as const satisfies Record<
  Refused | 'accounts',
  number
>

export function createDoor({ sessions, devices, log, meters, limits }: DoorOptions): Door {
  const occasionally = createOccasionally(60_000)
  const visitors = new WeakMap<Client, { frames?: Frames; will?: ConnectPacket['will'] }>()

  function meet(client: Client, frames: Frames): void {
    visitors.set(client, { frames })
  }

  function mistake(client: Client, device: Device): Refused | null {
    const will = visitors.get(client)?.will
    if (will && !will.topic.startsWith(topicPrefix(device))) return 'will'
    if (sessions.count(device.id, client.id) >= limits.sessionsPerDevice) return 'sessions'
    return null
  }

  function letIn({ client, device, username, done }: Applicant): void {
    const frames = visitors.get(client)?.frames
    if (client.closed || client.conn.destroyed || frames === undefined) return
    // A client id belongs to its device, so that nobody can take over another's session. We keep none beyond the
    // connection: what a device may subscribe to is retained anyway, and the memory for it would have no bound.
    if (device) client.id = `${device.id}/${client.id}`
    client.clean = true
    const reason = device === null ? 'credentials' : mistake(client, device)
    if (device && reason === null) {
      sessions.admit(client, device, frames)
      done(null, true)
      return
    }
    const refused = reason ?? 'credentials'
    meters.refusedConnection(refused)
    occasionally(
      (heldBack) => log.warn({ username: quote(username ?? ''), refused, heldBack }, 'refused a connection'),
      username,
    )
    done(refusal(refused), false)
  }

  return {
    meet,

    preConnect(client, packet, callback) {
      const visitor = visitors.get(client)
      if (visitor && packet.will) visitor.will = packet.will
      callback(null, true)
    },

    authenticate(client, username, password, done) {
      const given = username !== undefined && password !== undefined
      const isWanted = () => !client.closed && !client.conn.destroyed
      const asked = given ? devices.verify(username, password.toString(), isWanted) : Promise.resolve(null)
      asked.then(
        (device) => letIn({ client, device, username, done }),
        (error: unknown) => {
          if (error instanceof TooManyApplicants) meters.refusedConnection('applicants')
          else log.error({ error }, 'device accounts cannot be read')
          done(refusal('accounts'), false)
        },
      )
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

function refusal(reason: keyof typeof codes) {
  return Object.assign(new Error(`refused: ${reason}`), { returnCode: codes[reason] })
}
