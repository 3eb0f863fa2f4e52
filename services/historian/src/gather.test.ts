import type { Entry } from '@jernih/journal'
import { expect, it } from 'vitest'
import { gather } from './gather.ts'
import { eventually, point, site, start } from './testing/station.ts'

function entry(offset: number, readings: number): Entry {
  const each = { parameter: 'ph', value: 7, flag: 1, tests: '11111', late: false, repeat: 'no' } as const
  return {
    kind: 'readings',
    offset,
    receivedAt: start + offset,
    sender: null,
    topic: '',
    payload: new Uint8Array(),
    site,
    point,
    timeSource: 'device',
    readings: Array.from({ length: readings }, (_, index) => ({ ...each, at: start + index })),
    refusals: [],
  }
}

/** Hands out entries of two readings, and counts how many were asked for. */
async function* endless(seen: { count: number }): AsyncGenerator<Entry[]> {
  for (let offset = 0; ; offset++) {
    seen.count++
    yield [entry(offset, 2)]
  }
}

it('ends a batch with the entry that fills it', async () => {
  async function* source() {
    yield [entry(0, 2), entry(1, 2), entry(2, 5)]
    yield [entry(3, 1)]
  }
  const seen: unknown[] = []
  for await (const { to, since, readings } of gather(source(), { from: 0, readings: 4, lingerMs: 1 })) {
    seen.push({ to, since, readings: readings.length })
  }
  expect(seen).toEqual([
    { to: 2, since: start, readings: 4 },
    { to: 3, since: start + 2, readings: 5 },
    { to: 4, since: start + 3, readings: 1 },
  ])
})

it('leaves a batch as it is until the next is asked for, whatever is read meanwhile', async () => {
  async function* source() {
    for (let offset = 0; offset < 300; offset++) yield [entry(offset, 1 + (offset % 150))]
  }
  const offsets: number[] = []
  for await (const { readings } of gather(source(), { from: 0, readings: 100, lingerMs: 1_000 })) {
    await new Promise((resolve) => setImmediate(resolve))
    for (const { offset } of readings) offsets.push(offset)
  }
  const given = Array.from({ length: 300 }, (_, offset) => Array<number>(1 + (offset % 150)).fill(offset))
  expect(offsets).toEqual(given.flat())
})

it('moves on over entries without readings', async () => {
  async function* source(): AsyncGenerator<Entry[]> {
    yield [{ kind: 'clock', offset: 0, receivedAt: start, event: 'tick' }]
  }
  const [batch] = await Array.fromAsync(gather(source(), { from: 0, readings: 4, lingerMs: 1 }))
  expect(batch).toMatchObject({ to: 1, since: start })
  expect(batch?.readings).toHaveLength(0)
})

it('R9: reads one batch ahead, and no further', async () => {
  const seen = { count: 0 }
  const batches = gather(endless(seen), { from: 0, readings: 10, lingerMs: 1_000 })
  await batches.next()
  await eventually(() => expect(seen.count).toBe(10))
  await new Promise((resolve) => setImmediate(resolve))
  expect(seen.count).toBe(10)
  await batches.return(undefined)
})

it('hands out what it has before it tells that the source broke', async () => {
  async function* source() {
    yield [entry(0, 1)]
    throw new Error('the disk is gone')
  }
  const batches = gather(source(), { from: 0, readings: 10, lingerMs: 1_000 })
  expect((await batches.next()).value).toMatchObject({ to: 1 })
  await expect(batches.next()).rejects.toThrow('the disk is gone')
})

it('knows which readings are surely the first of their time', async () => {
  const given = entry(0, 4)
  if (given.kind !== 'readings') throw new Error('expected readings')
  const readings = given.readings.map((each, index) => ({
    ...each,
    late: index === 1,
    repeat: (['no', 'no', 'same', 'different'] as const)[index] ?? 'no',
  }))
  const source = async function* () {
    yield [{ ...given, readings }]
  }
  for await (const batch of gather(source(), { from: 0, readings: 1, lingerMs: 1 })) {
    expect(Array.from(batch.readings, ({ fresh }) => fresh)).toEqual([true, false, false, false])
  }
})
