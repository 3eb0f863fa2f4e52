import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Site } from '@jernih/domain'
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

async function start() {
  const directory = await mkdtemp(join(tmpdir(), 'jernih-self-watch-'))
  scope.add({ close: () => rm(directory, { recursive: true, force: true }) })
  const journal = scope.add(await openJournal({ directory, log, consumers: ['watch'] }))
  const watch = scope.add(await startWatch({ journal, directory, log, metrics: new Registry() }))
  await journal.append({ kind: 'site', receivedAt: systemClock.now(), id: site.id, site })
  const found = { lag: 0, imbalance: 0, free: 90, failing: 0 as number | null, looks: 0 }
  scope.add(
    startSelfWatch({
      measures: {
        storeLagSeconds: async () => found.lag,
        imbalance: async () => found.imbalance,
        async disk() {
          found.looks += 1
          return { free: found.free, size: 100 }
        },
        failingChannels: async () => found.failing,
      },
      ...{ journal, watch, sites: { all: () => [site] }, clock: systemClock, log, everyMs: 10 },
    }),
  )
  const stands = async () =>
    (await watch.list({ status: 'active', limit: 10 })).alarms.map(({ kind }) => kind)
  return { journal, stands, found }
}

it.each([
  { kind: 'store-lag', wrong: { lag: 301 }, between: { lag: 200 }, right: { lag: 0 } },
  { kind: 'imbalance', wrong: { imbalance: 2 }, between: { imbalance: -1 }, right: { imbalance: 0 } },
  { kind: 'disk-low', wrong: { free: 4 }, between: { free: 5.5 }, right: { free: 7 } },
  { kind: 'notification-failing', wrong: { failing: 1 }, between: { failing: null }, right: { failing: 0 } },
])(
  '$kind is an alarm from when it begins until it is right again',
  async ({ kind, wrong, between, right }) => {
    const { stands, found } = await start()
    Object.assign(found, wrong)
    await expect.poll(stands).toEqual([kind])
    Object.assign(found, between)
    await expect.poll(stands).toEqual([kind])
    Object.assign(found, right)
    await expect.poll(stands).toEqual([])
  },
)

it('writes nothing while all is well', async () => {
  const { journal, found } = await start()
  await expect.poll(() => found.looks).toBeGreaterThan(3)
  expect(journal.head()).toBe(1)
})
