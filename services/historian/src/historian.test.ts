import { join } from 'node:path'
import { openSqliteStore, type ReadingStore } from '@jernih/store'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { eventually, openStation, point, type Station, site, start } from './testing/station.ts'

let station: Station
let store: ReadingStore
beforeEach(async () => {
  station = await openStation()
  store = await openSqliteStore({ directory: station.directory })
})
afterEach(async () => {
  await store.close()
  await station.close()
})

it('R12: carries each reading to the store, bit for bit', async () => {
  const values = [7.1, -0, 1e308, 5e-324, 0.1 + 0.2]
  await station.append(values)
  const historian = await station.historian(store)
  await eventually(async () =>
    expect(await historian.stored()).toMatchObject({ stored: 5, cursor: 1, quarantined: 0 }),
  )
  const range = { from: start, to: start + 60_000, maxPoints: 100, resolution: 'raw' } as const
  const { buckets } = await store.read({ site, point, parameter: 'ph', ...range })
  expect(buckets.map(({ mean }) => mean)).toEqual(values)
  await historian.close()
})

it('follows what comes, and tells the journal how far it is', async () => {
  const historian = await station.historian(store)
  await station.append([7, 7.1])
  await eventually(() => expect(station.journal.cursor('historian')).toBe(1))
  await station.journal.append({ kind: 'clock', receivedAt: start, event: 'tick' })
  await station.append([7.2])
  await eventually(() => expect(station.journal.cursor('historian')).toBe(3))
  expect(await historian.stored()).toMatchObject({ stored: 3, cursor: 3, quarantined: 0 })
  expect(await historian.lag()).toEqual({ entries: 0, readings: 0, seconds: 0 })
  await historian.close()
})

it('R3: counts every reading once, however often it is stopped', async () => {
  let accepted = 0
  for (let round = 0; round < 12; round++) {
    const historian = await station.historian(store, { batch: { readings: 20, lingerMs: round % 3 } })
    for (let entry = 0; entry < 30; entry++) {
      const values = Array.from({ length: (entry % 4) + 1 }, (_, index) => index)
      accepted += values.length
      const appended = station.append(values)
      if (entry % 3 === 0) await appended
    }
    await historian.close()
    const { stored, cursor } = await (await closedAtOnce()).stored()
    expect(stored).toBe((await station.journal.totals(cursor)).accepted)
  }
  const historian = await station.historian(store)
  await eventually(async () => expect((await historian.stored()).stored).toBe(accepted))
  expect(await store.count()).toBe(accepted)
  await historian.close()
})

/** Only asks where it stands. */
async function closedAtOnce() {
  const historian = await station.historian(store)
  await historian.close()
  return historian
}

it('writes what the journal still keeps when its own record is of another journal', async () => {
  const first = await station.historian(store)
  await station.append([1, 2, 3])
  await station.append([4])
  await eventually(async () => expect((await first.stored()).stored).toBe(4))
  await first.close()

  await station.replaceJournal()
  await station.append([7.7])
  const second = await station.historian(store)
  await eventually(async () =>
    expect(await second.stored()).toMatchObject({ stored: 1, cursor: 1, quarantined: 0 }),
  )
  expect(await store.count()).toBe(5)
  expect(station.told).toContainEqual(expect.objectContaining({ cursor: 2, head: 1 }))
  await second.close()
})

it('R6: writes again what the journal keeps where the store is another one, or was emptied', async () => {
  const first = await station.historian(store)
  for (let entry = 0; entry < 10; entry++) await station.append([1, 2, 3])
  await eventually(async () => expect((await first.stored()).stored).toBe(30))
  await first.close()

  const empty = await openSqliteStore({ directory: join(station.directory, 'new-disk') })
  const second = await station.historian(empty)
  await station.append([4])
  await eventually(async () =>
    expect(await second.stored()).toMatchObject({ stored: 31, cursor: 11, quarantined: 0 }),
  )
  expect(await empty.count()).toBe(31)
  expect(station.told).toContainEqual(
    expect.objectContaining({ level: 50, msg: expect.stringContaining('the store lacks') }),
  )
  await second.close()

  const told = station.told.length
  const third = await station.historian(empty)
  await station.append([5])
  await eventually(async () => expect((await third.stored()).stored).toBe(32))
  expect(station.told).toHaveLength(told)
  await third.close()
  await empty.close()
})

it('tells Prometheus how far it is', async () => {
  const historian = await station.historian(store, { metrics: station.metrics })
  await station.append([7, 7.1])
  await eventually(async () => expect((await historian.stored()).stored).toBe(2))
  const page = await station.metrics.metrics()
  expect(page).toMatch(/^jernih_historian_stored_readings 2$/m)
  expect(page).toMatch(/^jernih_historian_lag_readings 0$/m)
  expect(page).toMatch(/^jernih_historian_lag_entries 0$/m)
  expect(page).toMatch(/^jernih_historian_lag_seconds 0$/m)
  expect(page).toMatch(/^jernih_historian_quarantined_readings 0$/m)
  expect(page).toMatch(/^jernih_historian_retries_total 0$/m)
  expect(page).toMatch(/^jernih_historian_write_seconds_count 1$/m)
  await historian.close()
})
