import { randomUUID } from 'node:crypto'
import { type Flag, type Parameter, PointId, SiteId } from '@jernih/domain'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  BatchRefused,
  type RangeQuery,
  type ReadingStore,
  type StoredReading,
  StoreUnavailable,
} from './store.ts'

const minute = 60_000
const hour = 60 * minute
const start = Date.UTC(2026, 10, 24, 2)

/**
 * What every store must do. `open` answers a store on which nothing else writes; it need not be empty, since every test has
 * a site of its own.
 */
export function storeContract(name: string, open: () => Promise<ReadingStore>): void {
  describe(`the reading store, ${name}`, () => {
    let store: ReadingStore
    let site: SiteId
    const point = PointId.parse('outlet')

    beforeEach(async () => {
      store = await open()
      site = SiteId.parse(`site-${randomUUID()}`)
    })
    afterEach(() => store.close())

    function reading(at: number, value: number, more: Partial<StoredReading> = {}): StoredReading {
      return { site, point, parameter: 'ph', at, value, flag: 1, received: at + 40, fresh: true, ...more }
    }
    function query(more: Partial<RangeQuery> = {}): RangeQuery {
      const range = { from: start, to: start + hour, maxPoints: 1_000, resolution: 'raw' } as const
      return { site, point, parameter: 'ph', ...range, ...more }
    }
    async function values(more: Partial<RangeQuery> = {}): Promise<number[]> {
      return (await store.read(query(more))).buckets.map((bucket) => bucket.mean)
    }

    it('R12: gives every value back bit for bit', async () => {
      const given = [
        0,
        -0,
        7,
        7.1,
        0.1 + 0.2,
        1 / 3,
        -273.15,
        1e21,
        2 ** 53,
        1e308,
        Number.MAX_VALUE,
        5e-324,
        -5e-324,
        1e-7,
      ]
      await store.write(given.map((value, index) => reading(start + index, value)))
      expect(bits(await values())).toEqual(bits(given))
    })

    it('tells a raw reading with its time and its flag', async () => {
      await store.write([reading(start + 1_234, 7.12, { flag: 3 })])
      expect(await store.read(query())).toEqual({
        resolutionMs: null,
        buckets: [
          { at: start + 1_234, min: 7.12, mean: 7.12, max: 7.12, count: 1, flag: 3, suspect: 1, failed: 0 },
        ],
        next: null,
      })
    })

    it('R5: keeps one point when a batch is written twice', async () => {
      const before = await store.count()
      const batch = [reading(start, 7), reading(start + 1_000, 7.1)]
      await store.write(batch)
      await store.write(batch)
      expect(await values()).toEqual([7, 7.1])
      expect(await store.count()).toBe(before + 2)
    })

    it('R5: lets the first reading of a time stand, flag and all', async () => {
      await store.write([reading(start, 7, { flag: 3 })])
      await store.write([
        reading(start, 8, { flag: 4, fresh: false }),
        reading(start + 1_000, 6, { fresh: false }),
      ])
      expect((await store.read(query())).buckets).toEqual([
        { at: start, min: 7, mean: 7, max: 7, count: 1, flag: 3, suspect: 1, failed: 0 },
        { at: start + 1_000, min: 6, mean: 6, max: 6, count: 1, flag: 1, suspect: 0, failed: 0 },
      ])
    })

    it('R5: takes the first of one batch for it, in the order given', async () => {
      const late = { fresh: false }
      await store.write([
        reading(start, 7),
        reading(start + 1_000, 6),
        reading(start, 9, late),
        reading(start, 8, late),
      ])
      expect(await values()).toEqual([7, 6])
    })

    it.each([360, 1_440])('R5: a buffer of %d readings that comes twice changes nothing', async (count) => {
      const flags = [1, 3, 4] as const
      const minutes = Array.from({ length: count }, (_, index) =>
        reading(start - index * minute, index, { flag: flags[index % 3] ?? 1 }),
      )
      await store.write(minutes.toReversed())
      const day = { from: start - count * minute, to: start + 1, maxPoints: count }
      const before = await store.read(query(day))
      await store.write(minutes.map((each) => ({ ...each, flag: 2, value: 99, fresh: false })))
      expect(await store.read(query(day))).toEqual(before)
      expect(before.buckets).toHaveLength(count)
    })

    it('R5: orders what came out of order', async () => {
      await store.write([reading(start + 2_000, 3), reading(start, 1)])
      await store.write([reading(start + 1_000, 2)])
      expect(await values()).toEqual([1, 2, 3])
    })

    it('reads from the first millisecond up to, and without, the last', async () => {
      await store.write([start - 1, start, start + 9, start + 10].map((at) => reading(at, at - start)))
      expect(await values({ to: start + 10 })).toEqual([0, 9])
      expect(await values({ from: start + 10, to: start + 10 })).toEqual([])
      const buckets = await store.read(query({ to: start + 10, resolution: 'auto', maxPoints: 1 }))
      expect(buckets.buckets).toMatchObject([{ at: start, min: 0, max: 9, count: 2 }])
    })

    it('pages through raw readings without a gap or a repeat', async () => {
      await store.write(Array.from({ length: 25 }, (_, index) => reading(start + index * 7, index)))
      const read: number[] = []
      let from: number | null = start
      while (from !== null) {
        const page = await store.read(query({ from, maxPoints: 10 }))
        expect(page.buckets.length).toBeLessThanOrEqual(10)
        read.push(...page.buckets.map((bucket) => bucket.mean))
        from = page.next
      }
      expect(read).toEqual(Array.from({ length: 25 }, (_, index) => index))
    })

    it('gathers readings into buckets, and leaves a gap a gap', async () => {
      await store.write([
        reading(start, 6),
        reading(start + 30_000, 8),
        reading(start + 59_999, 7),
        reading(start + 2 * minute, 9, { flag: 2 }),
      ])
      expect(await store.read(query({ resolution: 'auto', maxPoints: 60 }))).toEqual({
        resolutionMs: minute,
        buckets: [
          { at: start, min: 6, mean: 7, max: 8, count: 3, flag: 1, suspect: 0, failed: 0 },
          { at: start + 2 * minute, min: 9, mean: 9, max: 9, count: 1, flag: 2, suspect: 0, failed: 0 },
        ],
        next: null,
      })
    })

    it('begins a bucket at a whole multiple of its width, though the range begins within it', async () => {
      await store.write([reading(start + 10_000, 1), reading(start + 40_000, 3)])
      const range = await store.read(query({ from: start + 30_000, resolution: 'auto', maxPoints: 60 }))
      expect(range).toMatchObject({ resolutionMs: minute, buckets: [{ at: start, mean: 3, count: 1 }] })
    })

    it.each<{ seen: Flag[]; worst: Flag }>([
      { seen: [1, 1], worst: 1 },
      { seen: [1, 2], worst: 2 },
      { seen: [3, 1, 2], worst: 3 },
      { seen: [1, 4, 3], worst: 4 },
      { seen: [9, 4, 1], worst: 9 },
    ])('gives a bucket of the flags $seen the worst, $worst', async ({ seen, worst }) => {
      await store.write(seen.map((flag, index) => reading(start + index, 7, { flag })))
      const { buckets } = await store.read(query({ resolution: 'auto', maxPoints: 60 }))
      expect(buckets).toMatchObject([{ count: seen.length, flag: worst }])
    })

    it('mixes no failed reading into what it tells of the others, and says how many there are', async () => {
      const of = (second: number, value: number, flag: Flag) =>
        reading(start + second * 1_000, value, { flag })
      await store.write([of(0, 7, 1), of(1, -999, 4), of(2, 8, 3), of(60, -999, 4), of(61, -997, 9)])
      const { buckets } = await store.read(query({ resolution: 'auto', maxPoints: 60 }))
      expect(buckets).toEqual([
        { at: start, min: 7, mean: 7.5, max: 8, count: 3, flag: 4, suspect: 1, failed: 1 },
        { at: start + minute, min: -999, mean: -998, max: -997, count: 2, flag: 9, suspect: 0, failed: 2 },
      ])
    })

    it('gathers the same over a year as over its weeks', async () => {
      const day = 24 * hour
      await store.write(Array.from({ length: 365 }, (_, n) => reading(start + n * day, n)))
      const year = { from: start, to: start + 365 * day, resolution: 'auto', maxPoints: 400 } as const
      const { buckets } = await store.read(query(year))
      expect(buckets.map(({ mean }) => mean)).toEqual(Array.from({ length: 365 }, (_, n) => n))
    })

    it('ends a query that nobody waits for any more, and goes on for the others', async () => {
      await store.write([reading(start, 7)])
      const left = new AbortController()
      const long = { from: start - 365 * 24 * hour, resolution: 'auto', maxPoints: 2_000 } as const
      const asked = store.read(query({ ...long, signal: left.signal }))
      left.abort()
      await expect(asked).rejects.toThrow(StoreUnavailable)
      expect(await values()).toEqual([7])
    })

    it('means over values whose sum no float can hold', async () => {
      await store.write([reading(start, 1e308), reading(start + 1, 1.5e308)])
      const { buckets } = await store.read(query({ resolution: 'auto', maxPoints: 60 }))
      expect(buckets[0]?.mean).toBeCloseTo(1.25e308, -300)
    })

    it('keeps series apart by site, point and parameter', async () => {
      const neighbour = SiteId.parse(`${site.slice(0, 20)}-2`)
      await store.write([
        reading(start, 1),
        reading(start, 2, { parameter: 'cod' }),
        reading(start, 3, { point: PointId.parse('inlet') }),
        reading(start, 4, { site: neighbour }),
      ])
      expect(await values()).toEqual([1])
      expect(await values({ parameter: 'cod' })).toEqual([2])
      expect(await values({ point: PointId.parse('inlet') })).toEqual([3])
      expect(await values({ site: neighbour })).toEqual([4])
    })

    it('answers nothing for a series that it never saw', async () => {
      expect(await store.read(query())).toEqual({ resolutionMs: null, buckets: [], next: null })
      const { buckets } = await store.read(query({ resolution: 'auto' }))
      expect(buckets).toEqual([])
    })

    it('takes 12,000 readings of 400 series at once', async () => {
      const parameters: Parameter[] = ['ph', 'cod', 'tss', 'flow']
      const batch = Array.from({ length: 12_000 }, (_, index) =>
        reading(start + Math.floor(index / 400) * 1_000, index, {
          point: PointId.parse(`point-${index % 100}`),
          parameter: parameters[Math.floor(index / 100) % 4] ?? 'ph',
        }),
      )
      const before = await store.count()
      await store.write(batch)
      expect(await store.count()).toBe(before + 12_000)
      const series = await values({ point: PointId.parse('point-7'), parameter: 'tss' })
      expect(series).toEqual(Array.from({ length: 30 }, (_, index) => index * 400 + 207))
    })

    it('takes batches at once, of the same new series too', async () => {
      await Promise.all([0, 1, 2, 3].map((index) => store.write([reading(start + index, index)])))
      expect(await values()).toEqual([0, 1, 2, 3])
    })

    it('has nothing against an empty batch', async () => {
      await store.write([])
    })

    it.each([Number.NaN, Number.POSITIVE_INFINITY])(
      'refuses a batch with %d in it, and takes the rest without',
      async (value) => {
        await expect(store.write([reading(start, 7), reading(start + 1, value)])).rejects.toThrow(
          BatchRefused,
        )
        await store.write([reading(start, 7)])
        expect(await values()).toEqual([7])
      },
    )

    it('keeps what it has when it is closed and opened again, and answers no more when closed', async () => {
      await store.write([reading(start, 7)])
      await store.close()
      await expect(store.write([reading(start, 8)])).rejects.toThrow(StoreUnavailable)
      await expect(store.read(query())).rejects.toThrow(StoreUnavailable)
      store = await open()
      expect(await values()).toEqual([7])
    })
  })
}

function bits(values: readonly number[]): string[] {
  return values.map((value) => Buffer.from(Float64Array.of(value).buffer).toString('hex'))
}
