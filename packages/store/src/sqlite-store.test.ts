import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { openSqliteStore } from './sqlite-store.ts'
import { storeContract } from './store.contract.ts'

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'jernih-store-'))
})
afterAll(() => rm(directory, { recursive: true }))

storeContract('SQLite', () => openSqliteStore({ directory }))
