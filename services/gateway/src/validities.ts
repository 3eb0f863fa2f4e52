import type { X509Certificate } from 'node:crypto'
import type { Duplex } from 'node:stream'
import type { Instant } from '@jernih/domain'
import { type Clock, createOccasionally, type Log } from '@jernih/runtime'
import type { Device } from './devices.ts'

/** Ends each connection whose certificate has ceased to be valid, within a second; says before when one ends soon. */
export interface Validities {
  follow(connection: Duplex, device: Device, certificate: X509Certificate): void
  close(): void
}

interface Validity {
  validFrom: Date
  validTo: Date
}

const lookEveryMs = 1_000
/** Two weeks: to make another and bring it to the device. */
const soonMs = 14 * 86_400_000

/** Looks again and again: a timer for each end would not follow a clock that is set, nor run for more than 24 days. */
export function followValidities({ clock, log }: { clock: Clock; log: Log }): Validities {
  const followed = new Map<Duplex, Validity & { device: string; fingerprint: string }>()
  const occasionally = createOccasionally(86_400_000)

  function look(): void {
    const now = clock.now()
    for (const [connection, facts] of followed) {
      if (isValidAt(now, facts)) continue
      log.warn(facts, 'ended a device connection: its certificate is no longer valid')
      followed.delete(connection)
      connection.destroy()
    }
  }

  const looking = setInterval(look, lookEveryMs).unref()
  return {
    follow(connection, { id: device }, certificate) {
      const { fingerprint256: fingerprint } = certificate
      const facts = { device, fingerprint, ...validityOf(certificate) }
      followed.set(connection, facts)
      if (clock.now() > facts.validTo.getTime() - soonMs) {
        occasionally(
          (heldBack) =>
            log.warn({ ...facts, heldBack }, "a device's certificate ends soon: bind another in time"),
          fingerprint,
        )
      }
      connection.once('close', () => followed.delete(connection))
    },
    close: () => clearInterval(looking),
  }
}

export function validityOf({ validFromDate: validFrom, validToDate: validTo }: X509Certificate): Validity {
  return { validFrom, validTo }
}

export function isValidAt(now: Instant, { validFrom, validTo }: Validity): boolean {
  return now >= validFrom.getTime() && now <= validTo.getTime()
}
