import { createHash, randomBytes, randomInt } from 'node:crypto'
import type { Instant, PointKey } from '@jernih/domain'
import type { Clock, Database, Step } from '@jernih/runtime'
import type { Device } from './devices.ts'

/** A code for one account, without the code. */
export interface Claim extends PointKey {
  id: string
  createdAt: Instant
  createdBy: string
  /** Good for nothing from then on. */
  endsAt: Instant
  /** `arrived`: the account has been used, so that whoever redeemed the code did get the answer. Null while nobody has. */
  redeemed: { device: string; at: Instant; arrived: boolean } | null
}

/** `used`: its account has come in, and is a device's like any other. `unknown`: there is no such claim. */
export type ClaimRevoked = 'revoked' | 'used' | 'unknown'

/**
 * Codes for a device's first way in: whoever types one into a logger needs to know no password, and the code is worth nothing afterwards.
 *
 * A code is 15 characters of Crockford's base32, so 75 random bits. Over the API an address has at most 600 guesses each five minutes: a
 * hundred thousand addresses that guess at a hundred codes for a week, the longest that one lives, hit any with a chance of 1 in 3,000
 * million. Its SHA-256 is kept: whoever steals the file and tries 10¹² codes a second needs centuries.
 *
 * Spending a code and making its account is one transaction. Where the answer is lost, by our death or the network's, nobody knows the
 * account's password, and the code is spent. The claim still names the account, and says that it has never come in; to revoke the
 * claim ends that account too.
 */
export interface Claims {
  /** The code, such as `7K3QM-0ZD4X-9HTVB`, is told here and never again. */
  create(claim: PointKey & { createdBy: string; endsAt: Instant }): Promise<Claim & { code: string }>
  /** Oldest first; those that ended with nobody redeeming them go when the next one is made, a redeemed one with its device. */
  list(): Promise<Claim[]>
  /** Ends a code that nobody has redeemed, and an account that nobody has used. */
  revoke(id: string): Promise<ClaimRevoked>
  /**
   * The account that the code is good for, with its password, told here and never again. In whatever case and however spaced, with O for 0
   * and I or L for 1. Null, whatever is wrong with the code.
   */
  redeem(code: string): Promise<{ claim: string; account: Device & { password: string } } | null>
  /** The device was let in. */
  noteArrival(device: string): void
}

export const claimSchema = `CREATE TABLE IF NOT EXISTS device_claim (
  id TEXT PRIMARY KEY, digest TEXT NOT NULL UNIQUE, site TEXT NOT NULL, point TEXT NOT NULL,
  created_at INTEGER NOT NULL, created_by TEXT NOT NULL, ends_at INTEGER NOT NULL,
  device TEXT UNIQUE REFERENCES device (id) ON DELETE CASCADE, redeemed_at INTEGER, arrived INTEGER NOT NULL DEFAULT 0) STRICT`

const insert = `INSERT INTO device_claim (id, digest, site, point, created_at, created_by, ends_at)
  VALUES (?, ?, ?, ?, ?, ?, ?)`
const forgetEnded = 'DELETE FROM device_claim WHERE device IS NULL AND ends_at <= ?'
const spend = 'UPDATE device_claim SET device = ?, redeemed_at = ? WHERE id = ?'
const columns = `id, site, point, created_at AS createdAt, created_by AS createdBy, ends_at AS endsAt,
  device, redeemed_at AS redeemedAt, arrived`

type Row = Omit<Claim, 'redeemed'> &
  ({ device: string; redeemedAt: Instant; arrived: number } | { device: null })

/** Without I, L, O and U. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const groups = 3
const groupLength = 5

/** `changing` runs one change at a time, those of the devices themselves among them. */
export async function createDeviceClaims({
  database,
  clock,
  changing,
  makeAccount,
  remove,
}: {
  database: Database
  clock: Clock
  changing: <T>(work: () => Promise<T>) => Promise<T>
  /** An account that is not kept yet, and the step that keeps it. */
  makeAccount(place: PointKey): Promise<{ account: Device & { password: string }; keeping: Step }>
  remove(device: string): Promise<boolean>
}): Promise<Claims> {
  const awaited = new Set(
    (
      await database.all<{ device: string }>(
        'SELECT device FROM device_claim WHERE device IS NOT NULL AND arrived = 0',
      )
    ).map(({ device }) => device),
  )

  async function findOpen(digest: string): Promise<Row | undefined> {
    const where = 'digest = ? AND device IS NULL AND ends_at > ?'
    const [row] = await database.all<Row>(
      `SELECT ${columns} FROM device_claim WHERE ${where}`,
      digest,
      clock.now(),
    )
    return row
  }

  return {
    async create({ site, point, createdBy, endsAt }) {
      const code = createCode()
      const id = `claim-${randomBytes(8).toString('hex')}`
      const createdAt = clock.now()
      const row = [id, digestOf(code), site, point, createdAt, createdBy, endsAt]
      await database.transaction([
        { sql: forgetEnded, rows: [[createdAt]] },
        { sql: insert, rows: [row] },
      ])
      return { id, site, point, createdAt, createdBy, endsAt, redeemed: null, code }
    },

    list: async () =>
      (await database.all<Row>(`SELECT ${columns} FROM device_claim ORDER BY created_at, rowid`)).map(
        toClaim,
      ),

    async revoke(id) {
      const sql = 'DELETE FROM device_claim WHERE id = ? AND device IS NULL'
      const [unredeemed] = await changing(() => database.transaction([{ sql, rows: [[id]] }]))
      if (unredeemed === 1) return 'revoked'
      const [claim] = await database.all<Row>(`SELECT ${columns} FROM device_claim WHERE id = ?`, id)
      if (!claim || claim.device === null) return 'unknown'
      if (!awaited.has(claim.device)) return 'used'
      const ended = await remove(claim.device)
      awaited.delete(claim.device)
      return ended ? 'revoked' : 'unknown'
    },

    async redeem(code) {
      const digest = digestOf(code)
      const open = await findOpen(digest)
      if (!open) return null
      const { account, keeping } = await makeAccount(open)
      return changing(async () => {
        // Another may have redeemed it while the password's hash was made, or a person revoked it.
        if (!(await findOpen(digest))) return null
        const spending = { sql: spend, rows: [[account.id, clock.now(), open.id]] }
        await database.transaction([keeping, spending])
        awaited.add(account.id)
        return { claim: open.id, account }
      })
    },

    noteArrival(device) {
      if (!awaited.delete(device)) return
      const sql = 'UPDATE device_claim SET arrived = 1 WHERE device = ?'
      // Where it cannot be written, the device's next coming will be.
      database.transaction([{ sql, rows: [[device]] }]).catch(() => awaited.add(device))
    },
  }
}

function toClaim({ id, site, point, createdAt, createdBy, endsAt, ...row }: Row): Claim {
  const redeemed =
    row.device === null ? null : { device: row.device, at: row.redeemedAt, arrived: row.arrived === 1 }
  return { id, site, point, createdAt, createdBy, endsAt, redeemed }
}

function createCode(): string {
  const createGroup = () =>
    Array.from({ length: groupLength }, () => alphabet[randomInt(alphabet.length)]).join('')
  return Array.from({ length: groups }, createGroup).join('-')
}

/** Of the code as Crockford reads it. What is looked up is a digest, so that the time that takes tells nothing of a code. */
function digestOf(code: string): string {
  const read = code.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1')
  return createHash('sha256').update(read).digest('base64url')
}
