import type { X509Certificate } from 'node:crypto'
import { type Clock, createOccasionally, type Log } from '@jernih/runtime'
import type { AedesOptions, Client, ConnectPacket, Subscription } from 'aedes'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import { topicPrefix } from './access.ts'
import { quote } from './decode/refusal.ts'
import { type Device, type Devices, TooManyApplicants } from './devices.ts'
import type { Frames } from './frame-guard.ts'
import type { GatewayLimits } from './limits.ts'
import type { Meters } from './metrics.ts'
import type { Sessions } from './sessions.ts'
import { isValidAt, validityOf } from './validities.ts'

/** Who may come in, and what they may hear. There is no anonymous access and no default account. */
export interface Door {
  /** `certificate` is the client's own, whose key it has proved to hold; null without TLS, or where it showed none. */
  meet(client: Client, frames: Frames, certificate: X509Certificate | null): void
  preConnect: NonNullable<AedesOptions['preConnect']>
  authenticate: Authenticate
  authorizeSubscribe: NonNullable<AedesOptions['authorizeSubscribe']>
  unsubscribed(filters: string[], client: Client): void
}

export interface DoorOptions {
  sessions: Sessions
  devices: Devices
  clock: Clock
  log: Log
  meters: Meters
  limits: GatewayLimits
}

type Authenticate = NonNullable<AedesOptions['authenticate']>

interface Applicant {
  client: Client
  device: Device | null
  /** What the device was recognized by; null where that was its password. */
  certificate: X509Certificate | null
  /** The device connects so often that it is not let in for a while. */
  flapping: boolean
  username: string | undefined
  done: Parameters<Authenticate>[3]
}

interface Visitor {
  frames: Frames
  certificate: X509Certificate | null
  will?: ConnectPacket['will']
}

type Refused = 'credentials' | 'will' | 'sessions' | 'flapping'

/** CONNACK codes of MQTT 3.1.1 section 3.2.2.3. */
const codes = { accounts: 3, sessions: 3, flapping: 3, credentials: 4, will: 5 } as const satisfies Record<
  Refused | 'accounts',
  number
>

export function createDoor({ sessions, devices, clock, log, meters, limits }: DoorOptions): Door {
  const occasionally = createOccasionally(60_000)
  const connects = new RateLimiterMemory({
    points: limits.connectsPerMinute,
    duration: 60,
    blockDuration: limits.banMs / 1_000,
  })
  const visitors = new WeakMap<Client, Visitor>()

  function meet(client: Client, frames: Frames, certificate: X509Certificate | null): void {
    visitors.set(client, { frames, certificate })
  }

  /** Whose certificate this is, if it is valid now, and the device is who it says that it is. */
  async function recognize(certificate: X509Certificate | null, username = ''): Promise<Device | null> {
    if (!certificate) return null
    const { fingerprint256: fingerprint } = certificate
    const device = await devices.withCertificate(fingerprint)
    const refuse = (facts: object, message: string) => {
      occasionally((heldBack) => log.warn({ ...facts, fingerprint, heldBack }, message), fingerprint)
      return null
    }
    if (device === null) return refuse({}, 'no device has this certificate')
    if (username !== '' && username !== device.username) {
      const facts = { device: device.id, username: quote(username) }
      return refuse(facts, "a device's certificate came under another username")
    }
    const validity = validityOf(certificate)
    if (isValidAt(clock.now(), validity)) return device
    return refuse({ device: device.id, ...validity }, "a device's certificate is expired, or not valid yet")
  }

  /** Counted once the password or the certificate was right, so that nobody can keep another's device out. */
  function isFlapping({ id }: Device): Promise<boolean> {
    return connects.consume(id).then(
      () => false,
      () => true,
    )
  }

  function mistake({ client, device, flapping }: Applicant): Refused | null {
    if (device === null) return 'credentials'
    if (flapping) return 'flapping'
    const will = visitors.get(client)?.will
    if (will && !will.topic.startsWith(topicPrefix(device))) return 'will'
    if (sessions.count(device.id, client.id) >= limits.sessionsPerDevice) return 'sessions'
    return null
  }

  function letIn(applicant: Applicant): void {
    const { client, device, certificate, done } = applicant
    const frames = visitors.get(client)?.frames
    if (client.closed || client.conn.destroyed || frames === undefined) return
    // A client id belongs to its device, so that nobody can take over another's session. We keep none beyond the
    // connection: what a device may subscribe to is retained anyway, and the memory for it would have no bound.
    if (device) client.id = `${device.id}/${client.id}`
    client.clean = true
    const refused = mistake(applicant)
    if (device && refused === null) {
      sessions.admit(client, device, { frames, certificate })
      devices.claims.noteArrival(device.id)
      done(null, true)
    } else refuse(applicant, refused ?? 'credentials')
  }

  function refuse({ username, done }: Applicant, refused: Refused): void {
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
      const isWanted = () => !client.closed && !client.conn.destroyed
      // Whoever gives a password is judged by it, whatever certificate lies beneath.
      const certificate = password === undefined ? (visitors.get(client)?.certificate ?? null) : null
      const asked =
        password === undefined
          ? recognize(certificate, username)
          : devices.verify(username ?? '', password.toString(), isWanted)
      asked.then(
        async (device) => {
          const flapping = device !== null && (await isFlapping(device))
          letIn({ client, device, certificate, flapping, username, done })
        },
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
