import { chmod, mkdir, open } from 'node:fs/promises'
import { join } from 'node:path'
import { type Clock, type Closable, type Log, type OpenDatabase, openDatabase } from '@jernih/runtime'
import { type Accounts, accountSchema, openAccounts } from './accounts.ts'
import { type AuditLog, auditSchema, createAuditLog } from './audit-log.ts'
import {
  openPushSubscriptions,
  type PushSubscriptions,
  pushSubscriptionSchema,
} from './push-subscriptions.ts'
import { createSecondFactors, type SecondFactors, secondFactorSchema } from './second-factors.ts'
import { openTokens, type Tokens, tokenSchema } from './tokens.ts'

/** Who is known to Jernih, and what they did. */
export interface People extends Closable {
  readonly accounts: Accounts
  readonly secondFactors: SecondFactors
  readonly tokens: Tokens
  readonly pushSubscriptions: PushSubscriptions
  readonly audit: AuditLog
  close(): Promise<void>
}

/** Opens (and makes) `<directory>/access.db`, which its owner alone may read, as SQLite then keeps what lies beside it. */
export async function openPeople(options: {
  directory: string
  openDatabase?: OpenDatabase
  clock: Clock
  log: Log
}): Promise<People> {
  await mkdir(options.directory, { recursive: true })
  const file = join(options.directory, 'access.db')
  await keepToOwner(file)
  const database = await (options.openDatabase ?? openDatabase)(
    file,
    [accountSchema, secondFactorSchema, tokenSchema, pushSubscriptionSchema, auditSchema].join(';'),
  )
  const parts = { ...options, database }
  const accounts = await openAccounts(parts)
  const pushSubscriptions = await openPushSubscriptions(parts)
  return {
    accounts: {
      ...accounts,
      async remove(id) {
        const removed = await accounts.remove(id)
        pushSubscriptions.forgetThoseOf(id)
        return removed
      },
    },
    pushSubscriptions,
    secondFactors: createSecondFactors(parts),
    tokens: await openTokens(parts),
    audit: createAuditLog(parts),
    close: () => database.close(),
  }
}

async function keepToOwner(file: string): Promise<void> {
  const made = await open(file, 'a', 0o600)
  await made.close()
  for (const each of [file, `${file}-wal`, `${file}-shm`]) {
    await chmod(each, 0o600).catch((error) => {
      if (error.code !== 'ENOENT') throw error
    })
  }
}
