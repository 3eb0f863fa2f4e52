import type { X509Certificate } from 'node:crypto'
import type { Client } from 'aedes'
import { topicPrefix } from './access.ts'
import type { Device } from './devices.ts'
import type { Frames } from './frame-guard.ts'
import type { Links } from './links.ts'
import type { Validities } from './validities.ts'

/** One authenticated connection. */
interface Session {
  device: Device
  /** `ipal/{site}/{point}/`: what it publishes and subscribes to begins so. */
  prefix: string
  filters: Set<string>
}

/** Who is connected. A session begins when its password or certificate was right and ends with its socket. */
export interface Sessions {
  /** `certificate` is what the device came in by, and ends the session with its validity; null where that was a password. */
  admit(client: Client, device: Device, by: { frames: Frames; certificate: X509Certificate | null }): void
  of(client: Client): Session | undefined
  /** Sessions of one device, but for one of the client id that is about to be taken over. */
  count(deviceId: string, exceptClientId: string): number
  size(): number
  /** Ends the connections of a device whose password or certificate is no longer good; `link` is how that stands in the record. */
  end(deviceId: string, link: 'left' | 'lost'): void
  /** From here on a lost connection is our doing, and not written down. */
  close(): void
}

/** `onAdmit` is told of each connection that a session begins on. */
export function createSessions(
  links: Links,
  validities: Validities,
  onAdmit: (connection: Client['conn']) => void,
): Sessions {
  /** Kept beyond the socket's end: a will comes after it. */
  const sessions = new WeakMap<Client, Session>()
  const byDevice = new Map<string, Set<Client>>()
  let open = 0
  let closed = false

  function leave(client: Client, device: Device, frames: Frames): void {
    open--
    const others = byDevice.get(device.id)
    others?.delete(client)
    if (others === undefined || others.size > 0) return
    byDevice.delete(device.id)
    if (!closed) links.set(device, frames.saidGoodbye() ? 'left' : 'lost')
  }

  return {
    admit(client, device, { frames, certificate }) {
      open++
      onAdmit(client.conn)
      sessions.set(client, { device, prefix: topicPrefix(device), filters: new Set() })
      const others = byDevice.get(device.id) ?? new Set()
      byDevice.set(device.id, others.add(client))
      client.conn.once('close', () => leave(client, device, frames))
      if (certificate) validities.follow(client.conn, device, certificate)
      links.set(device, 'connected')
    },
    of: (client) => sessions.get(client),
    count(deviceId, exceptClientId) {
      const clients = byDevice.get(deviceId) ?? new Set<Client>()
      return [...clients].filter((client) => client.id !== exceptClientId).length
    },
    size: () => open,
    end(deviceId, link) {
      const clients = byDevice.get(deviceId) ?? new Set<Client>()
      // Taken out first: it is a person who ended them, and how is known.
      byDevice.delete(deviceId)
      for (const client of clients) {
        const device = sessions.get(client)?.device
        if (device) links.set(device, link)
        client.conn.destroy()
      }
    },
    close() {
      closed = true
    },
  }
}
