import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { alarmName, Site, type Way } from '@jernih/domain'
import { openJournal } from '@jernih/journal'
import { createLog, createScope, systemClock } from '@jernih/runtime'
import { startWatch } from '@jernih/watch'
import { Registry } from 'prom-client'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { startSelfWatch } from './self-watch.ts'

const log = createLog('silent')
const site = Site.parse({
  id: 'plant',
  name: 'Plant',
  zone: 'Asia/Jakarta',
  limits: { set: 'permen-lh-bplh-12-2025', dischargePerDay: 2 },
  points: [{ id: 'outlet', name: { id: 'Outlet', en: 'Outlet' }, kind: 'outlet', parameters: { cod: {} } }],
})

let scope: ReturnType<typeof createScope>
beforeEach(() => {
  scope = createScope(log)
})
afterEach(() => scope.close())

type Ways = Partial<Record<Way, boolean | null>>

async function start() {
  const directory = await mkdtemp(join(tmpdir(), 'jernih-self-watch-'))
  scope.add({ close: () => rm(directory, { recursive: true, force: true }) })
  const journal = scope.add(await openJournal({ directory, log, consumers: ['watch'] }))
  const watch = scope.add(await startWatch({ journal, directory, log, metrics: new Registry() }))
  await journal.append({ kind: 'site', receivedAt: systemClock.now(), id: site.id, site })
  const found = { lag: 0, imbalance: 0, free: 90, ways: {} as Ways, looks: 0 }
  scope.add(
    startSelfWatch({
      measures: {
        storeLagSeconds: async () => found.lag,
        imbalance: async () => found.imbalance,
        async disk() {
          found.looks += 1
          return { free: found.free, size: 100 }
        },
        isFailing: async () => new Map(Object.entries(found.ways) as [Way, boolean | null][]),
      },
      ...{ journal, watch, sites: { all: () => [site] }, clock: systemClock, log, everyMs: 10 },
    }),
  )
  const stands = async () => (await watch.list({ status: 'active', limit: 10 })).alarms.map(alarmName).sort()
  return { journal, stands, found }
}

it.each([
  { name: 'store-lag', wrong: { lag: 301 }, between: { lag: 200 }, right: { lag: 0 } },
  { name: 'imbalance', wrong: { imbalance: 2 }, between: { imbalance: -1 }, right: { imbalance: 0 } },
  { name: 'disk-low', wrong: { free: 4 }, between: { free: 5.5 }, right: { free: 7 } },
  {
    name: 'notification-failing-email',
    wrong: { ways: { email: true } },
    between: { ways: { email: null } },
    right: { ways: { email: false } },
  },
])(
  '$name is an alarm from when it begins until it is right again',
  async ({ name, wrong, between, right }) => {
    const { stands, found } = await start()
    Object.assign(found, wrong)
    await expect.poll(stands).toEqual([name])
    Object.assign(found, between)
    await expect.poll(stands).toEqual([name])
    Object.assign(found, right)
    await expect.poll(stands).toEqual([])
  },
)

it('tells of a way that fails while another stands, and of the end of each', async () => {
  const { stands, found } = await start()
  found.ways = { email: true, telegram: false }
  await expect.poll(stands).toEqual(['notification-failing-email'])
  found.ways = { email: true, telegram: true }
  await expect.poll(stands).toEqual(['notification-failing-email', 'notification-failing-telegram'])
  found.ways = { email: false, telegram: true }
  await expect.poll(stands).toEqual(['notification-failing-telegram'])
  found.ways = { email: false, telegram: false }
  await expect.poll(stands).toEqual([])
})

it.each([
  {
    story: 'once a way has its own',
    ways: { email: true, push: null },
    left: ['notification-failing-email'],
  },
  { story: 'once all are known to work', ways: { email: false, push: false }, left: [] },
])('ends the alarm that an older version raised for all ways $story', async ({ ways, left }) => {
  const { journal, stands, found } = await start()
  found.ways = { email: false, push: null }
  const old = { kind: 'fault', fault: 'notification-failing', holds: true, value: 1 } as const
  await journal.append({ ...old, receivedAt: systemClock.now() })
  await expect.poll(stands).toEqual(['notification-failing'])
  const { looks } = found
  await expect.poll(() => found.looks).toBeGreaterThan(looks + 3)
  expect(await stands()).toEqual(['notification-failing'])
  found.ways = ways
  await expect.poll(stands).toEqual(left)
})

it('writes nothing while all is well', async () => {
  const { journal, found } = await start()
  await expect.poll(() => found.looks).toBeGreaterThan(3)
  expect(journal.head()).toBe(1)
})
