import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SiteId } from '@jernih/domain'
import { createLog } from '@jernih/runtime'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openPeople, type People } from './people.ts'

const log = createLog('silent')
let now = 1_795_000_000_000
const clock = { now: () => now++ }
let directory: string
let people: People

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'jernih-people-'))
  people = await openPeople({ directory, clock, log })
})
afterEach(async () => {
  await people.close()
  await rm(directory, { recursive: true })
})

async function restart() {
  await people.close()
  people = await openPeople({ directory, clock, log })
}

async function account(username: string): Promise<string> {
  const password = 'batik tulis 2026'
  const made = await people.accounts.create({ username, name: username, role: 'viewer', password })
  return made === 'taken' ? '' : made.id
}

const phone = (person: string, n = 1) => ({
  ...{ person, endpoint: `https://fcm.googleapis.com/fcm/send/${n}`, keys: { p256dh: 'BCVx', auth: 'BTBZ' } },
  ...{ language: 'id' as const, leastPriority: 'high' as const, sites: [SiteId.parse('laweyan')] },
})

const ids = () => people.pushSubscriptions.list().map(({ id }) => id)

it('keeps a subscription over a restart, whole', async () => {
  const put = await people.pushSubscriptions.put(phone(await account('siti')))
  const { subscription } = put as Exclude<typeof put, 'unknown'>
  expect(subscription).toMatchObject({
    id: expect.stringMatching(/^push-[\w-]{22}$/),
    service: 'fcm.googleapis.com',
  })
  await restart()
  expect(people.pushSubscriptions.list()).toEqual([subscription])
  expect(people.pushSubscriptions.find(subscription.id)).toEqual(subscription)
})

it('is changed by whoever subscribes anew with the same browser, which is theirs then', async () => {
  const [siti, budi] = [await account('siti'), await account('budi')]
  expect(await people.pushSubscriptions.put(phone(siti))).toMatchObject({ made: true })
  const wishes = { language: 'en' as const, sites: null }
  expect(await people.pushSubscriptions.put({ ...phone(siti), ...wishes })).toMatchObject({ made: false })
  expect(await people.pushSubscriptions.put(phone(budi))).toMatchObject({ made: true })
  await restart()
  expect(people.pushSubscriptions.list()).toMatchObject([{ person: budi, language: 'id' }])
})

it('R10: ends with the account, at once and for good', async () => {
  const [siti, budi] = [await account('siti'), await account('budi')]
  await people.pushSubscriptions.put(phone(siti, 1))
  await people.pushSubscriptions.put(phone(budi, 2))
  await people.accounts.remove(siti)
  expect(people.pushSubscriptions.list()).toMatchObject([{ person: budi }])
  await restart()
  expect(people.pushSubscriptions.list()).toMatchObject([{ person: budi }])
  expect(await people.pushSubscriptions.put(phone(siti, 3))).toBe('unknown')
  expect(ids()).toHaveLength(1)
})

it('ends when it is asked to, once', async () => {
  await people.pushSubscriptions.put(phone(await account('siti')))
  const [id = ''] = ids()
  expect(await people.pushSubscriptions.end(id)).toBe(true)
  expect(await people.pushSubscriptions.end(id)).toBe(false)
  await restart()
  expect(ids()).toEqual([])
})

it('keeps the newest twenty of one person', async () => {
  const siti = await account('siti')
  for (let n = 0; n < 22; n++) await people.pushSubscriptions.put(phone(siti, n))
  const endpoints = () => people.pushSubscriptions.list().map(({ endpoint }) => endpoint.split('/').at(-1))
  const kept = Array.from({ length: 20 }, (_, n) => `${n + 2}`)
  expect(endpoints()).toEqual(kept)
  await restart()
  expect(endpoints()).toEqual(kept)
})

it('never ends the one that it has just taken, though it was another’s for long', async () => {
  const [siti, budi] = [await account('siti'), await account('budi')]
  await people.pushSubscriptions.put(phone(siti, 99))
  for (let n = 0; n < 20; n++) await people.pushSubscriptions.put(phone(budi, n))
  await people.pushSubscriptions.put(phone(budi, 99))
  const own = () => people.pushSubscriptions.list().map(({ endpoint }) => endpoint.split('/').at(-1))
  const kept = [...Array.from({ length: 19 }, (_, n) => `${n + 1}`), '99']
  expect(own()).toEqual(kept)
  await restart()
  expect(own()).toEqual(kept)
})
