import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLog } from '@jernih/runtime'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Person } from './accounts.ts'
import { openPeople, type People } from './people.ts'

const createdAt = 1_795_000_000_000
let directory: string
let people: People

const open = () => openPeople({ directory, clock: { now: () => createdAt }, log: createLog('silent') })

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'jernih-people-'))
  people = await open()
})
afterEach(async () => {
  await people.close()
  await rm(directory, { recursive: true })
})

const siti = { username: 'siti', name: 'Siti Rahayu', role: 'officer' } as const
const password = 'batik tulis 2026'

async function create(): Promise<Person> {
  const made = await people.accounts.create({ ...siti, password })
  if (made === 'taken') throw new Error('taken')
  return made
}

it('R10: knows no person before someone makes an account', async () => {
  expect(await people.accounts.list()).toEqual([])
  expect(await people.accounts.verify('admin', 'admin')).toBeNull()
})

it('knows a person by name and password, after a restart too, and keeps a salted slow hash alone', async () => {
  const person = await create()
  expect(person).toEqual({ ...siti, id: person.id, createdAt, secondFactor: false })
  expect(await people.accounts.verify('siti', password)).toEqual(person)
  expect(await people.accounts.verify('siti', `${password}!`)).toBeNull()
  expect(await people.accounts.verify('sita', password)).toBeNull()
  await people.close()
  const files = await Promise.all(
    ['access.db', 'access.db-wal'].map((name) => readFile(join(directory, name)).catch(() => '')),
  )
  expect(files.join('')).toContain('$argon2id$v=19$m=19456,t=2,p=1$')
  expect(files.join('')).not.toContain(password)
  people = await open()
  expect(await people.accounts.verify('siti', password)).toEqual(person)
})

it('takes a password for the same however its letters are composed', async () => {
  await people.accounts.create({ ...siti, password: 'sekolah-cafe\u0301-12' })
  expect(await people.accounts.verify('siti', 'sekolah-caf\u00e9-12')).toMatchObject(siti)
})

it('gives a name to one person alone, even where two ask at once', async () => {
  const made = await Promise.all([1, 2].map(() => people.accounts.create({ ...siti, password })))
  expect(made.filter((person) => person === 'taken')).toHaveLength(1)
  expect(await people.accounts.list()).toHaveLength(1)
})

it('changes what it is given and nothing else', async () => {
  const person = await create()
  expect(await people.accounts.change(person.id, { role: 'viewer' })).toEqual({ ...person, role: 'viewer' })
  await people.accounts.change(person.id, { password: 'another one for her' })
  expect(await people.accounts.verify('siti', password)).toBeNull()
  expect(await people.accounts.verify('siti', 'another one for her')).toMatchObject({ name: siti.name })
  expect(await people.accounts.change('nobody', { role: 'viewer' })).toBeNull()
})

it('R10: lets nobody in who was removed while the password was being checked', async () => {
  const person = await create()
  const [verified] = await Promise.all([
    people.accounts.verify('siti', password),
    people.accounts.remove(person.id),
  ])
  expect(verified).toBeNull()
  expect(await people.accounts.remove(person.id)).toBe(false)
})

it('R10: takes as long over a name that nobody has as over a wrong password', async () => {
  await create()
  const took = { siti: [] as number[], nobody: [] as number[] }
  for (let n = 0; n < 7; n++) {
    for (const name of ['siti', 'nobody'] as const) {
      const start = performance.now()
      await people.accounts.verify(name, 'guess')
      took[name].push(performance.now() - start)
    }
  }
  const median = (times: number[]) => times.sort((a, b) => a - b)[3] ?? 0
  // Without the hash it would be a twentieth.
  expect(median(took.nobody)).toBeGreaterThan(median(took.siti) / 3)
})

it('checks a bounded number of passwords, and says so to whoever comes after them', async () => {
  const answers = await Promise.all(Array.from({ length: 60 }, () => people.accounts.verify('siti', 'guess')))
  expect(new Set(answers)).toEqual(new Set([null, 'busy']))
})
