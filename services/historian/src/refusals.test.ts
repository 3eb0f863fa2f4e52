import { openInflux1Store } from '@jernih/store/influx1'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Answer, type StandIn, startStandIn } from './testing/stand-in.ts'
import { eventually, openStation, type Station } from './testing/station.ts'

let station: Station
let standIn: StandIn
let answer: (lines: string[], nth: number) => Answer
beforeEach(async () => {
  station = await openStation()
  standIn = await startStandIn((lines, nth) => answer(lines, nth))
})
afterEach(async () => {
  await standIn.close()
  await station.close()
})

async function historian(more?: Parameters<Station['historian']>[1]) {
  const store = await openInflux1Store({ url: standIn.url, database: 'jernih' })
  const started = await station.historian(store, more)
  return {
    ...started,
    async close() {
      await started.close()
      await store.close()
    },
  }
}

it('R6: tries again after errors, dropped connections and limits of rate, until it is taken', async () => {
  const answers: Answer[] = [{ status: 500 }, 'drop', { status: 429 }, { status: 503 }, { status: 401 }]
  answer = (_, nth) => answers[nth - 1] ?? { status: 204 }
  await station.append([7])
  const { stored, close } = await historian({ metrics: station.metrics })
  await eventually(async () => expect(await stored()).toMatchObject({ stored: 1, cursor: 1, quarantined: 0 }))
  expect(new Set(standIn.writes.map(({ lines }) => lines.join())).size).toBe(1)
  expect(await station.metrics.metrics()).toMatch(/^jernih_historian_retries_total 5$/m)
  expect(station.told.map((line) => line['level'])).toEqual([50, 30])
  await close()
})

it('waits as long as it is asked to', async () => {
  answer = (_, nth) => (nth === 1 ? { status: 429, retryAfter: '1' } : { status: 204 })
  await station.append([7])
  const { stored, close } = await historian()
  await eventually(async () => expect((await stored()).stored).toBe(1))
  const [first, second] = standIn.writes
  expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(995)
  await close()
})

it('cuts what is too large until it fits, and quarantines none of it', async () => {
  answer = (lines) => ({ status: lines.length > 3 ? 413 : 204 })
  for (let entry = 0; entry < 10; entry++) await station.append([1, 2])
  const { stored, close } = await historian()
  await eventually(async () =>
    expect(await stored()).toMatchObject({ stored: 20, cursor: 10, quarantined: 0 }),
  )
  const taken = standIn.writes.filter(({ lines }) => lines.length <= 3).flatMap(({ lines }) => lines)
  expect(new Set(taken).size).toBe(20)
  await close()
})

const refused = { status: 400, body: '{"error":"partial write: field type conflict"}' }

it('takes a store that refuses everything for one out of order, and quarantines nothing', async () => {
  answer = () => refused
  for (let entry = 0; entry < 30; entry++) await station.append([1, 2])
  const { stored, lag, close } = await historian()
  await eventually(() => expect(station.told).toContainEqual(expect.objectContaining({ level: 50 })))
  expect(JSON.stringify(station.told)).toContain('the whole batch is refused')
  expect(await stored()).toMatchObject({ stored: 0, cursor: 0, quarantined: 0 })
  expect(await lag()).toMatchObject({ readings: 60 })
  answer = () => ({ status: 204 })
  await eventually(async () =>
    expect(await stored()).toMatchObject({ stored: 60, cursor: 30, quarantined: 0 }),
  )
  await close()
})

it('sets a poisonous reading apart once another proves that the store is well', async () => {
  answer = (lines) => (lines.some((line) => line.includes('value=666')) ? refused : { status: 204 })
  await station.append([666])
  const { stored, close } = await historian()
  await eventually(() => expect(standIn.writes.length).toBeGreaterThan(4))
  expect(await stored()).toMatchObject({ stored: 0, cursor: 0, quarantined: 0 })
  await station.append([7])
  await eventually(async () => expect(await stored()).toMatchObject({ stored: 1, cursor: 2, quarantined: 1 }))
  await close()
})

it('R3: writes what is in quarantine again when asked to, and keeps what is refused again', async () => {
  let poison = /value=(666|13),/
  answer = (lines) => (lines.some((line) => poison.test(line)) ? refused : { status: 204 })
  await station.append([7, 666, 8, 13])
  const { stored, quarantined, release, close } = await historian()
  await eventually(async () => expect(await stored()).toMatchObject({ stored: 2, cursor: 1, quarantined: 2 }))
  expect(await release()).toMatchObject({ stored: 0, refused: 2 })

  poison = /value=13,/
  expect(await Promise.all([release(), release()])).toEqual(Array(2).fill({ stored: 1, refused: 1 }))
  expect(await stored()).toMatchObject({ stored: 3, cursor: 1, quarantined: 1 })
  expect(await quarantined({ limit: 10 })).toMatchObject([
    { value: 13, reason: expect.stringContaining('400') },
  ])

  answer = () => ({ status: 503 })
  await expect(release()).rejects.toThrow(/503/)
  expect(await stored()).toMatchObject({ stored: 3, cursor: 1, quarantined: 1 })
  await close()
})

it('writes one batch after the other, in the order of the journal', async () => {
  answer = () => ({ status: 204 })
  for (let entry = 0; entry < 60; entry++) await station.append([entry])
  const { stored, close } = await historian({ batch: { readings: 7, lingerMs: 0 } })
  await eventually(async () => expect((await stored()).stored).toBe(60))
  expect(standIn.mostAtOnce()).toBe(1)
  const values = standIn.writes
    .flatMap(({ lines }) => lines)
    .map((line) => Number(/value=(\d+)/.exec(line)?.[1]))
  expect(values).toEqual(Array.from({ length: 60 }, (_, index) => index))
  await close()
})

it('R13: closes within its limit though a write hangs, and writes that batch again after', async () => {
  answer = () => 'hang'
  await station.append([7, 8])
  const first = await historian()
  await eventually(() => expect(standIn.writes).toHaveLength(1))
  const startedAt = performance.now()
  await first.close()
  expect(performance.now() - startedAt).toBeLessThan(8_000)
  expect(station.journal.cursor('historian')).toBe(0)

  answer = () => ({ status: 204 })
  const second = await historian()
  await eventually(async () =>
    expect(await second.stored()).toMatchObject({ stored: 2, cursor: 1, quarantined: 0 }),
  )
  expect(standIn.writes[1]?.lines).toEqual(standIn.writes[0]?.lines)
  await second.close()
})

it('R13: closes at once from the middle of a wait', async () => {
  answer = () => ({ status: 503, retryAfter: '120' })
  await station.append([7])
  const { close } = await historian()
  await eventually(() => expect(standIn.writes).toHaveLength(1))
  const startedAt = performance.now()
  await close()
  expect(performance.now() - startedAt).toBeLessThan(2_900)
})
