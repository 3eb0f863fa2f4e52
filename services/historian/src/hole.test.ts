import { openSqliteStore, type ReadingStore, StoreUnavailable } from '@jernih/store'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { eventually, openStation, type Station } from './testing/station.ts'

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

/** Follows until `stored` readings are stored, and answers all that it then counts, before a restart and after it. */
async function carryUntil(stored: number) {
  const historian = await station.historian(store)
  await eventually(async () => expect((await historian.stored()).stored).toBe(stored))
  const counted = await historian.stored()
  await historian.close()
  const again = await station.historian(store)
  expect(await again.stored()).toEqual(counted)
  await again.close()
  return counted
}

async function append(count: number): Promise<void> {
  for (let entry = 0; entry < count; entry++) await station.append([7])
}

/** Of ten readings that were accepted, each in a commit of its own, the journal loses the last four; another one comes after. */
it.each([
  { story: 'all of them were stored', storedBefore: 10, tally: true, lost: 0 },
  { story: 'one of them was stored', storedBefore: 7, tally: true, lost: 3 },
  { story: 'none of them was stored', storedBefore: 6, tally: true, lost: 4 },
  { story: 'the store is behind what is left', storedBefore: 2, tally: true, lost: 4 },
  {
    story: 'all of them were stored, and the journal does not know of them',
    storedBefore: 10,
    tally: false,
    lost: -4,
  },
  { story: 'nobody knows of them', storedBefore: 6, tally: false, lost: 0 },
])(
  'R3: passes a hole in the journal and counts what is lost: $story',
  async ({ storedBefore, tally, lost }) => {
    await append(storedBefore)
    await carryUntil(storedBefore)
    await append(10 - storedBefore)
    await station.damageJournal(6, { tally })
    await append(1)
    const stored = Math.max(storedBefore, 6) + 1
    const { holes, cursor } = await carryUntil(stored)
    expect(holes).toEqual([{ below: cursor - 1, lost }])
    expect((await station.journal.totals()).accepted).toBe(stored + lost)
  },
)

it('R3: passes a hole though the store is away, so that the books need not wait for it', async () => {
  await append(7)
  await carryUntil(7)
  await append(3)
  await station.damageJournal(6, { tally: true })
  await append(1)
  const away: ReadingStore = { ...store, write: () => Promise.reject(new StoreUnavailable('away')) }
  const historian = await station.historian(away)
  await eventually(async () => expect((await historian.stored()).holes).toMatchObject([{ lost: 3 }]))
  const { stored, cursor } = await historian.stored()
  expect(stored + 3).toBe((await station.journal.totals(cursor)).accepted)
  await historian.close()
})

it('R3: begins anew with an empty store, and counts as lost what only that store held', async () => {
  await append(10)
  await carryUntil(10)
  await station.damageJournal(6, { tally: true })
  await append(1)
  expect(await carryUntil(11)).toMatchObject({ holes: [{ lost: 0 }] })
  await store.close()
  store = await openSqliteStore({ directory: `${station.directory}/another` })
  await append(1)
  expect(await carryUntil(8)).toMatchObject({ holes: [{ lost: 4 }] })
  expect((await station.journal.totals()).accepted).toBe(12)
})
