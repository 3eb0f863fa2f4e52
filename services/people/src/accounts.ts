import { randomBytes } from 'node:crypto'
import type { Instant, Role } from '@jernih/domain'
import type { Clock, Database } from '@jernih/runtime'
import { hashPassword, matchesPassword } from './passwords.ts'

/** Somebody with an account, without the password. */
export interface Person {
  id: string
  /** As it stands in the journal's acts and the audit log; never changes. */
  username: string
  name: string
  role: Role
  createdAt: Instant
  /** Whether a code is wanted beside the password. */
  secondFactor: boolean
}

export type NewPerson = Pick<Person, 'username' | 'name' | 'role'> & { password: string }

export interface Accounts {
  create(person: NewPerson): Promise<Person | 'taken'>
  /** Oldest first. */
  list(): Promise<Person[]>
  /** By id, or by the name that they sign in with. */
  find(by: { id: string } | { username: string }): Promise<Person | null>
  /** Null where there is no such person. */
  change(id: string, to: Partial<Pick<NewPerson, 'name' | 'role' | 'password'>>): Promise<Person | null>
  /** False where there is no such person. */
  remove(id: string): Promise<boolean>
  /** Whose these are; takes as long where nobody has that name. `busy`: so many wait that this one is not looked at. */
  verify(username: string, password: string): Promise<Person | 'busy' | null>
}

export const accountSchema = `CREATE TABLE IF NOT EXISTS person (
  id TEXT PRIMARY KEY, username TEXT NOT NULL UNIQUE, name TEXT NOT NULL, role TEXT NOT NULL, hash TEXT NOT NULL,
  created_at INTEGER NOT NULL) STRICT`

const columns = `id, username, name, role, created_at AS createdAt,
  EXISTS (SELECT 1 FROM second_factor WHERE second_factor.person = person.id AND confirmed = 1) AS secondFactor`

/** Passwords that may wait to be checked: a second's worth. */
const mostWaiting = 50

type Row = Omit<Person, 'secondFactor'> & { secondFactor: 0 | 1; hash: string }

export async function openAccounts({
  database,
  clock,
}: {
  database: Database
  clock: Clock
}): Promise<Accounts> {
  const nobody = await hashPassword(randomBytes(24).toString('base64url'))
  const inTurn = createQueue()

  async function findRow(where: 'id' | 'username', value: string): Promise<Row | undefined> {
    const [row] = await database.all<Row>(`SELECT ${columns}, hash FROM person WHERE ${where} = ?`, value)
    return row
  }

  return {
    async create({ username, name, role, password }) {
      const person = {
        id: `per-${randomBytes(8).toString('hex')}`,
        username,
        name,
        role,
        createdAt: clock.now(),
        secondFactor: false,
      }
      const hash = await inTurn.run(() => hashPassword(password))
      const sql = `INSERT INTO person (id, username, name, role, hash, created_at) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (username) DO NOTHING`
      const row = [person.id, username, name, role, hash, person.createdAt]
      const [made] = await database.transaction([{ sql, rows: [row] }])
      return made === 1 ? person : 'taken'
    },

    async list() {
      const rows = await database.all<Row>(`SELECT ${columns}, hash FROM person ORDER BY created_at, rowid`)
      return rows.map(withoutHash)
    },

    async find(by) {
      const row = await ('id' in by ? findRow('id', by.id) : findRow('username', by.username))
      return row ? withoutHash(row) : null
    },

    async change(id, { name = null, role = null, password }) {
      const hash = password === undefined ? null : await inTurn.run(() => hashPassword(password))
      const sql = `UPDATE person SET name = COALESCE(?, name), role = COALESCE(?, role), hash = COALESCE(?, hash)
        WHERE id = ?`
      await database.transaction([{ sql, rows: [[name, role, hash, id]] }])
      const row = await findRow('id', id)
      return row ? withoutHash(row) : null
    },

    async remove(id) {
      const [removed] = await database.transaction([{ sql: 'DELETE FROM person WHERE id = ?', rows: [[id]] }])
      return removed === 1
    },

    async verify(username, password) {
      const row = await findRow('username', username)
      if (inTurn.waiting() >= mostWaiting) return 'busy'
      const matches = await inTurn.run(() => matchesPassword(password, row?.hash ?? nobody))
      if (!row || !matches) return null
      // They may have been removed, or given another role or password, while the hash was computed.
      const still = await findRow('id', row.id)
      return still?.hash === row.hash ? withoutHash(still) : null
    },
  }
}

function withoutHash({ hash, secondFactor, ...person }: Row): Person {
  return { ...person, secondFactor: secondFactor === 1 }
}

/** One password at a time: each takes 19 MiB, and one of libuv's four threads, which the file system needs too. */
function createQueue() {
  let last: Promise<unknown> = Promise.resolve()
  let waiting = 0
  return {
    waiting: () => waiting,
    run<T>(work: () => Promise<T>): Promise<T> {
      waiting++
      const result = last.then(work).finally(() => {
        waiting--
      })
      last = result.catch(() => {})
      return result
    },
  }
}
