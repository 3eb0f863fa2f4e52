import { randomBytes } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Instant, PointId, PointKey, SiteId } from '@jernih/domain'
import { type Clock, type Closable, type OpenDatabase, openDatabase } from '@jernih/runtime'
import {
  type Binding,
  certificateSchema,
  createDeviceCertificates,
  type DeviceCertificate,
} from './device-certificates.ts'
import { type Claims, claimSchema, createDeviceClaims } from './device-claims.ts'
import { createPassword, hashPassword, matchesPassword } from './password.ts'
import { createSeenPasswords } from './seen-passwords.ts'
import { createTurns } from './turns.ts'

/** A device's account, without its password. */
export interface Device extends PointKey {
  id: string
  username: string
  createdAt: Instant
  /** What it sends is made up, by a virtual plant: whoever looks at it must be told. */
  simulated: boolean
  /** Comes in with it instead of the password, over TLS. */
  certificate: DeviceCertificate | null
}

/** So many passwords wait to be checked that this one is not: its device may come again. */
export class TooManyApplicants extends Error {
  override name = 'TooManyApplicants'
}

/** Of a removed device nobody expects anything more; one whose password or certificate was changed is missing until it comes back. */
export type Revoked = 'removed' | 'rotated'

/** One account a device. No account exists before someone makes it. */
export interface Devices extends Closable {
  /** Codes that a device redeems for an account of its own. */
  readonly claims: Claims
  /** The password is told here and never again; what is kept is its hash. */
  create(device: PointKey & { simulated?: boolean }): Promise<Device & { password: string }>
  /** Oldest first. */
  list(): Promise<Device[]>
  get(id: string): Promise<Device | null>
  /** Whether any account is a simulated one. */
  anySimulated(): boolean
  /** Also ends the device's connections. False where there is no such device. */
  remove(id: string): Promise<boolean>
  /**
   * The device with this username and password; takes as long where the username is unknown. Null too where `isWanted` says, when the turn
   * has come, that nobody waits for the answer any more. Rejects with {@link TooManyApplicants}.
   */
  verify(username: string, password: string, isWanted?: () => boolean): Promise<Device | null>
  /**
   * Another password in place of the one before, which is good for nothing from then on; also ends the device's connections. Told here and
   * never again. Null where there is no such device.
   */
  rotate(id: string): Promise<(Device & { password: string }) | null>
  /** From then on this certificate alone stands for the device beside its password; one replaced by it also ends the connections. */
  bindCertificate(id: string, certificate: DeviceCertificate): Promise<Binding>
  /** Also ends the device's connections. False where it has no certificate. */
  unbindCertificate(id: string): Promise<boolean>
  /** The device that this certificate is bound to. Whether it is valid today is the caller's to ask. */
  withCertificate(fingerprint: string): Promise<Device | null>
  /** Called once a device's password or certificate has ceased to be good. Answers how to stop listening. */
  onRevoke(listener: (id: string, why: Revoked) => void): () => void
  close(): Promise<void>
}

const schema = `CREATE TABLE IF NOT EXISTS device (
  id TEXT PRIMARY KEY, site TEXT NOT NULL, point TEXT NOT NULL,
  username TEXT NOT NULL UNIQUE, hash TEXT NOT NULL, created_at INTEGER NOT NULL) STRICT`
const addSimulated = 'ALTER TABLE device ADD COLUMN simulated INTEGER NOT NULL DEFAULT 0'
const columns = `id, site, point, username, created_at AS createdAt, simulated,
  fingerprint, subject, not_after AS notAfter`
const table = 'device LEFT JOIN device_certificate ON holder = id'

/** scrypt runs on libuv's four threads, which the file system needs too. */
const concurrentHashes = 2
/** Passwords that may wait for theirs: some five seconds' worth, and a bound to what strangers can make us hold. */
const waitingHashes = 1_000

type Row = {
  id: string
  site: SiteId
  point: PointId
  username: string
  createdAt: number
  simulated: number
} & ({ fingerprint: string; subject: string; notAfter: number } | { fingerprint: null })

/** Opens (and makes) `<directory>/devices.db`. */
export async function openDevices(options: {
  directory: string
  openDatabase?: OpenDatabase
  clock: Clock
}): Promise<Devices> {
  await mkdir(options.directory, { recursive: true })
  const database = await (options.openDatabase ?? openDatabase)(
    join(options.directory, 'devices.db'),
    [schema, certificateSchema, claimSchema].join(';'),
  )
  const [column] = await database.all("SELECT 1 FROM pragma_table_info('device') WHERE name = 'simulated'")
  if (!column) await database.transaction([{ sql: addSimulated, rows: [[]] }])
  const simulators = new Set(
    (await database.all<{ id: string }>('SELECT id FROM device WHERE simulated = 1')).map(({ id }) => id),
  )
  const nobody = await hashPassword(createPassword())
  const listeners = new Set<(id: string, why: Revoked) => void>()
  const inTurn = createTurns(concurrentHashes)
  const changing = createTurns(1)
  const certificates = createDeviceCertificates(database, changing)
  const claims = await createDeviceClaims({ database, clock: options.clock, changing, makeAccount, remove })
  let applicants = 0
  const seen = createSeenPasswords()

  async function findOne(where: 'id' | 'username' | 'fingerprint', value: string) {
    const [row] = await database.all<Row & { hash: string }>(
      `SELECT ${columns}, hash FROM ${table} WHERE ${where} = ?`,
      value,
    )
    return row
  }

  function revoke(id: string, why: Revoked): void {
    seen.forget(id)
    for (const listener of listeners) listener(id, why)
  }

  /** An account that is not kept yet, and the step that keeps it. */
  async function makeAccount({ site, point, simulated = false }: PointKey & { simulated?: boolean }) {
    const device: Device = {
      id: `dev-${randomBytes(8).toString('hex')}`,
      site,
      point,
      username: `${site}.${point}.${randomBytes(4).toString('hex')}`,
      createdAt: options.clock.now(),
      simulated,
      certificate: null,
    }
    const password = createPassword()
    const hash = await inTurn(() => hashPassword(password))
    const sql = `INSERT INTO device (id, site, point, username, hash, created_at, simulated)
      VALUES (?, ?, ?, ?, ?, ?, ?)`
    const row = [device.id, site, point, device.username, hash, device.createdAt, Number(simulated)]
    return { account: { ...device, password }, keeping: { sql, rows: [row] } }
  }

  async function remove(id: string): Promise<boolean> {
    const sql = 'DELETE FROM device WHERE id = ?'
    const [removed] = await changing(() => database.transaction([{ sql, rows: [[id]] }]))
    if (removed !== 1) return false
    simulators.delete(id)
    revoke(id, 'removed')
    return true
  }

  return {
    claims,

    async create(device) {
      const { account, keeping } = await makeAccount(device)
      await database.transaction([keeping])
      if (account.simulated) simulators.add(account.id)
      return account
    },

    list: async () =>
      (await database.all<Row>(`SELECT ${columns} FROM ${table} ORDER BY created_at, device.rowid`)).map(
        toDevice,
      ),

    async get(id) {
      const row = await findOne('id', id)
      return row ? toDevice(row) : null
    },

    anySimulated: () => simulators.size > 0,

    async rotate(id) {
      const password = createPassword()
      const hash = await inTurn(() => hashPassword(password))
      const sql = 'UPDATE device SET hash = ? WHERE id = ?'
      const [changed] = await database.transaction([{ sql, rows: [[hash, id]] }])
      const row = changed === 1 ? await findOne('id', id) : undefined
      if (!row) return null
      revoke(id, 'rotated')
      return { ...toDevice(row), password }
    },

    remove,

    async verify(username, password, isWanted = () => true) {
      const row = await findOne('username', username)
      if (row && seen.has(row.id, password)) return toDevice(row)
      if (applicants >= waitingHashes) throw new TooManyApplicants(`${applicants} passwords wait already`)
      applicants++
      const matches = await inTurn(
        async () => isWanted() && matchesPassword(password, row?.hash ?? nobody),
      ).finally(() => {
        applicants--
      })
      if (!row || !matches) return null
      // It may have been removed or given another password while the hash was computed.
      if ((await findOne('id', row.id))?.hash !== row.hash) return null
      seen.add(row.id, password)
      return toDevice(row)
    },

    async bindCertificate(id, certificate) {
      const binding = await certificates.bind(id, certificate)
      if (binding === 'replaced') revoke(id, 'rotated')
      return binding
    },

    async unbindCertificate(id) {
      const unbound = await certificates.unbind(id)
      if (unbound) revoke(id, 'rotated')
      return unbound
    },

    async withCertificate(fingerprint) {
      const row = await findOne('fingerprint', fingerprint)
      return row ? toDevice(row) : null
    },

    onRevoke(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },

    close: () => database.close(),
  }
}

function toDevice(row: Row): Device {
  const { id, site, point, username, createdAt } = row
  const certificate =
    row.fingerprint === null
      ? null
      : { fingerprint: row.fingerprint, subject: row.subject, notAfter: row.notAfter }
  return { id, site, point, username, createdAt, simulated: row.simulated === 1, certificate }
}
