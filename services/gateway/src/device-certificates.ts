import type { Instant } from '@jernih/domain'
import type { Database } from '@jernih/runtime'

/** A client certificate (X.509) that stands for a device, as its key's holder proves in the TLS handshake. */
export interface DeviceCertificate {
  /** SHA-256 of its DER, as OpenSSL prints it: `AB:CD:…`. */
  fingerprint: string
  /** On one line; may be empty. */
  subject: string
  notAfter: Instant
}

/** `taken`: it is another device's. `unknown`: there is no such device. */
export type Binding = 'bound' | 'unchanged' | 'replaced' | 'taken' | 'unknown'

/** Which device has which certificate: one at most, and none that another has. */
export interface DeviceCertificates {
  bind(id: string, certificate: DeviceCertificate): Promise<Binding>
  /** False where the device has none. */
  unbind(id: string): Promise<boolean>
}

/** Goes with its device. */
export const certificateSchema = `CREATE TABLE IF NOT EXISTS device_certificate (
  holder TEXT PRIMARY KEY REFERENCES device (id) ON DELETE CASCADE,
  fingerprint TEXT NOT NULL UNIQUE, subject TEXT NOT NULL, not_after INTEGER NOT NULL) STRICT`

const put = `INSERT INTO device_certificate (holder, fingerprint, subject, not_after) VALUES (?, ?, ?, ?)
  ON CONFLICT (holder) DO UPDATE SET
    fingerprint = excluded.fingerprint, subject = excluded.subject, not_after = excluded.not_after`

/** `inTurn` runs one change at a time, those of the devices themselves among them. */
export function createDeviceCertificates(
  database: Database,
  inTurn: <T>(work: () => Promise<T>) => Promise<T>,
): DeviceCertificates {
  async function bind(id: string, { fingerprint, subject, notAfter }: DeviceCertificate): Promise<Binding> {
    const [device] = await database.all('SELECT 1 FROM device WHERE id = ?', id)
    if (!device) return 'unknown'
    const held = await database.all<{ holder: string; fingerprint: string }>(
      'SELECT holder, fingerprint FROM device_certificate WHERE holder = ? OR fingerprint = ?',
      ...[id, fingerprint],
    )
    if (held.some(({ holder }) => holder !== id)) return 'taken'
    const [before] = held
    if (before?.fingerprint === fingerprint) return 'unchanged'
    await database.transaction([{ sql: put, rows: [[id, fingerprint, subject, notAfter]] }])
    return before ? 'replaced' : 'bound'
  }

  return {
    bind: (id, certificate) => inTurn(() => bind(id, certificate)),
    unbind: (id) =>
      inTurn(async () => {
        const sql = 'DELETE FROM device_certificate WHERE holder = ?'
        const [removed] = await database.transaction([{ sql, rows: [[id]] }])
        return removed === 1
      }),
  }
}
