import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SiteId } from '@jernih/domain'
import { createLog, openDatabase } from '@jernih/runtime'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openPeople, type People } from './people.ts'

const start = 1_795_000_000_000
let now: number
let directory: string
let people: People

const open = () => openPeople({ directory, clock: { now: () => now }, log: createLog('silent') })

beforeEach(async () => {
  now = start
  directory = await mkdtemp(join(tmpdir(), 'jernih-people-'))
  people = await open()
})
afterEach(async () => {
  await people.close()
  await rm(directory, { recursive: true })
})

const lab = {
  name: 'lab',
  role: 'viewer',
  site: null,
  createdBy: 'admin',
  expiresAt: start + 3_600_000,
} as const

describe('tokens', () => {
  it('are told once, and kept as a hash alone', async () => {
    const { token, ...kept } = await people.tokens.create({ ...lab, site: SiteId.parse('plant') })
    expect(token).toMatch(/^jernih_[\w-]{43}$/)
    expect(people.tokens.list()).toEqual([kept])
    await people.close()
    const files = await Promise.all(
      ['access.db', 'access.db-wal'].map((name) => readFile(join(directory, name)).catch(() => '')),
    )
    expect(files.join('')).toContain('lab')
    expect(files.join('')).not.toContain(token.slice('jernih_'.length))
  })

  it('R10: open nothing once they have ended or were revoked, after a restart as before it', async () => {
    const { token } = await people.tokens.create(lab)
    const revoked = await people.tokens.create(lab)
    expect(people.tokens.find(token)).toMatchObject({ name: 'lab' })
    expect(people.tokens.find(`${token}x`)).toBeNull()
    expect(people.tokens.stands(revoked.id)).toBe(true)
    expect(await people.tokens.revoke(revoked.id)).toBe(true)
    expect(await people.tokens.revoke(revoked.id)).toBe(false)
    expect(people.tokens.find(revoked.token)).toBeNull()
    expect(people.tokens.stands(revoked.id)).toBe(false)
    await people.close()
    people = await open()
    expect(people.tokens.find(token)).toMatchObject({ role: 'viewer', lastUsedAt: start })
    expect(people.tokens.find(revoked.token)).toBeNull()
    now = lab.expiresAt
    expect(people.tokens.find(token)).toBeNull()
  })

  it('say when they were last used, to the minute', async () => {
    const { token } = await people.tokens.create(lab)
    const lastUse = () => people.tokens.list()[0]?.lastUsedAt
    expect(lastUse()).toBeNull()
    people.tokens.find(token)
    now += 30_000
    people.tokens.find(token)
    expect(lastUse()).toBe(start)
    now += 30_000
    people.tokens.find(token)
    expect(lastUse()).toBe(start + 60_000)
  })
})

describe('the audit log', () => {
  const act = { by: 'admin', role: 'administrator', about: null, address: '10.0.0.7', status: 201 } as const
  const write = (name: string) => people.audit.write({ ...act, act: name })

  it('keeps all that comes, in its order, and is read in pages from its end', async () => {
    await Promise.all(['one', 'two', 'three'].map(write))
    const [newest, before] = await people.audit.read({ limit: 2 })
    expect([newest?.act, before?.act]).toEqual(['three', 'two'])
    expect(await people.audit.read({ limit: 2, before: before?.id ?? 0 })).toEqual([
      { ...act, act: 'one', id: 1, at: start },
    ])
  })

  it('R10: can be neither changed nor shortened, not even by our own process', async () => {
    await write('POST /session')
    await people.close()
    const database = await openDatabase(join(directory, 'access.db'), '')
    for (const sql of ["UPDATE audit SET act = 'nothing'", 'DELETE FROM audit']) {
      await expect(database.transaction([{ sql, rows: [[]] }])).rejects.toThrow('only added to')
    }
    await database.close()
    people = await open()
    expect(await people.audit.read({ limit: 10 })).toMatchObject([{ act: 'POST /session' }])
  })
})
