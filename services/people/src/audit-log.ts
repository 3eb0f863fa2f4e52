import type { Instant, Role } from '@jernih/domain'
import type { Clock, Database } from '@jernih/runtime'

/** What somebody did, or was refused. */
export interface AuditDraft {
  /** Null: nobody whom we know. */
  by: string | null
  role: Role | null
  /** `POST /api/v1/devices`; never holds a secret. */
  act: string
  /** What it was done to or what it made, where the act alone does not say. */
  about: string | null
  address: string
  /** Of the HTTP answer. */
  status: number
}

export interface AuditEntry extends AuditDraft {
  /** Ascending without reuse. */
  id: number
  at: Instant
}

/** Is only ever added to: SQLite itself refuses to change or remove an entry. */
export interface AuditLog {
  /** Resolves once it is on disk. */
  write(draft: AuditDraft): Promise<void>
  /** Newest first, with ids below `before`. */
  read(page: { before?: number; limit: number }): Promise<AuditEntry[]>
}

export const auditSchema = `CREATE TABLE IF NOT EXISTS audit (
  id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, by TEXT, role TEXT, act TEXT NOT NULL, about TEXT,
  address TEXT NOT NULL, status INTEGER NOT NULL) STRICT;
CREATE TRIGGER IF NOT EXISTS audit_unchanged BEFORE UPDATE ON audit
  BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;
CREATE TRIGGER IF NOT EXISTS audit_kept BEFORE DELETE ON audit
  BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END`

const insert = 'INSERT INTO audit (at, by, role, act, about, address, status) VALUES (?, ?, ?, ?, ?, ?, ?)'

export function createAuditLog({ database, clock }: { database: Database; clock: Clock }): AuditLog {
  type Row = [number, string | null, Role | null, string, string | null, string, number]
  let waiting: Row[] = []
  let lastWrite: Promise<unknown> = Promise.resolve()
  let nextWrite: Promise<unknown> | null = null

  /** What comes while the disk is busy goes there together. */
  function writeWaiting(): Promise<unknown> {
    nextWrite = null
    const rows = waiting
    waiting = []
    lastWrite = database.transaction([{ sql: insert, rows }])
    return lastWrite
  }

  return {
    async write({ by, role, act, about, address, status }) {
      waiting.push([clock.now(), by, role, act, about, address, status])
      nextWrite ??= lastWrite.then(writeWaiting, writeWaiting)
      await nextWrite
    },
    read: ({ before = Number.MAX_SAFE_INTEGER, limit }) =>
      database.all(
        'SELECT id, at, by, role, act, about, address, status FROM audit WHERE id < ? ORDER BY id DESC LIMIT ?',
        before,
        limit,
      ),
  }
}
