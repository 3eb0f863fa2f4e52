import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Clock, type Closable, type Log, type OpenDatabase, openDatabase } from '@jernih/runtime'
import { type Accounts, accountSchema, openAccounts } from './accounts.ts'
import { type AuditLog, auditSchema, createAuditLog } from './audit-log.ts'
import { openTokens, type Tokens, tokenSchema } from './tokens.ts'

/** Who is known to Jernih, and what they did. */
export interface People extends Closable {
  readonly accounts: Accounts
  readonly tokens: Tokens
  readonly audit: AuditLog
  close(): Promise<void>
}

/** Opens (and makes) `<directory>/access.db`. */
export async function openPeople(options: {
  directory: string
  openDatabase?: OpenDatabase
  clock: Clock
  log: Log
}): Promise<People> {
  await mkdir(options.directory, { recursive: true })
  const database = await (options.openDatabase ?? openDatabase)(
    join(options.directory, 'access.db'),
    [accountSchema, tokenSchema, auditSchema].join(';'),
  )
  const parts = { ...options, database }
  return {
    accounts: await openAccounts(parts),
    tokens: await openTokens(parts),
    audit: createAuditLog(parts),
    close: () => database.close(),
  }
}
