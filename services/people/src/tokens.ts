import { createHash, randomBytes } from 'node:crypto'
import type { Instant, Role, SiteId } from '@jernih/domain'
import type { Clock, Database, Log } from '@jernih/runtime'

/** A program's way in, without its secret. */
export interface ApiToken {
  id: string
  name: string
  role: Role
  /** Null: every site. */
  site: SiteId | null
  createdAt: Instant
  createdBy: string
  /** Refused from then on. */
  expiresAt: Instant
  /** To the minute; null where nobody has used it yet. */
  lastUsedAt: Instant | null
}

export type NewApiToken = Pick<ApiToken, 'name' | 'role' | 'site' | 'createdBy' | 'expiresAt'>

export interface Tokens {
  /** The token itself is told here and never again; what is kept is its SHA-256, since 256 random bits need no slow hash. */
  create(token: NewApiToken): Promise<ApiToken & { token: string }>
  /** Oldest first, with those that have ended. */
  list(): ApiToken[]
  /** The one that this secret opens, which counts as a use; null where there is none or it has ended. */
  find(secret: string): ApiToken | null
  /** Whether it is still good. */
  stands(id: string): boolean
  /** Good for nothing from then on. False where there is no such token. */
  revoke(id: string): Promise<boolean>
}

export const tokenSchema = `CREATE TABLE IF NOT EXISTS token (
  id TEXT PRIMARY KEY, digest TEXT NOT NULL UNIQUE, name TEXT NOT NULL, role TEXT NOT NULL, site TEXT,
  created_at INTEGER NOT NULL, created_by TEXT NOT NULL, expires_at INTEGER NOT NULL, last_used_at INTEGER) STRICT`

const columns = `id, digest, name, role, site, created_at AS createdAt, created_by AS createdBy,
  expires_at AS expiresAt, last_used_at AS lastUsedAt`

/** A use is written so often at most: calls must not wait for the disk. */
const useMs = 60_000

/** Tokens are few and asked for on every call, so that all of them are in memory. */
export async function openTokens(options: { database: Database; clock: Clock; log: Log }): Promise<Tokens> {
  const { database, clock, log } = options
  const rows = await database.all<ApiToken & { digest: string }>(
    `SELECT ${columns} FROM token ORDER BY created_at, rowid`,
  )
  const byDigest = new Map(rows.map(({ digest, ...token }) => [digest, { ...token }]))

  const isGood = (token: ApiToken) => clock.now() < token.expiresAt

  function noteUse(token: ApiToken): void {
    const now = clock.now()
    if (token.lastUsedAt !== null && Math.abs(now - token.lastUsedAt) < useMs) return
    token.lastUsedAt = now
    database
      .transaction([{ sql: 'UPDATE token SET last_used_at = ? WHERE id = ?', rows: [[now, token.id]] }])
      .catch((error) => log.warn({ error, token: token.id }, "a token's use could not be written"))
  }

  return {
    async create(given) {
      const secret = `jernih_${randomBytes(32).toString('base64url')}`
      const token: ApiToken = {
        id: `tok-${randomBytes(8).toString('hex')}`,
        ...given,
        createdAt: clock.now(),
        lastUsedAt: null,
      }
      const { id, name, role, site, createdAt, createdBy, expiresAt } = token
      const sql = `INSERT INTO token (id, digest, name, role, site, created_at, created_by, expires_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)`
      const row = [id, digestOf(secret), name, role, site, createdAt, createdBy, expiresAt]
      await database.transaction([{ sql, rows: [row] }])
      byDigest.set(digestOf(secret), token)
      return { ...token, token: secret }
    },

    list: () => [...byDigest.values()].map((token) => ({ ...token })),

    find(secret) {
      const token = byDigest.get(digestOf(secret))
      if (!token || !isGood(token)) return null
      noteUse(token)
      return { ...token }
    },

    stands: (id) => [...byDigest.values()].some((token) => token.id === id && isGood(token)),

    async revoke(id) {
      const [digest] = [...byDigest].find(([, token]) => token.id === id) ?? []
      if (digest === undefined) return false
      await database.transaction([{ sql: 'DELETE FROM token WHERE id = ?', rows: [[id]] }])
      return byDigest.delete(digest)
    },
  }
}

/** What is looked up is a digest, so that the time that takes tells nothing of a secret. */
function digestOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url')
}
