import { describe, expect, it } from 'vitest'
import { type ChartSeries, limitAt, type Sample, sampleNear, toColumns, valueRange } from './chart-data.ts'

const minute = 60_000

function sample(at: number, mean: number, rest: Partial<Sample> = {}): Sample {
  return {
    at: at * minute,
    min: mean - 1,
    mean,
    max: mean + 1,
    count: 5,
    flag: 1,
    suspect: 0,
    failed: 0,
    ...rest,
  }
}

function series(samples: Sample[], resolutionMs: number | null = null): ChartSeries {
  return { samples, resolutionMs, intervalMs: minute }
}

describe('the line', () => {
  it('goes on where three intervals passed, and breaks where it were more', () => {
    const { data, rows } = toColumns(series([sample(0, 10), sample(3, 11), sample(7, 12)]))
    expect(data[1]).toEqual([10, 11, null, 12])
    expect(rows.map((row) => row?.at)).toEqual([0, 3 * minute, undefined, 7 * minute])
  })

  it('measures a gap by the width of the samples where that is more than the interval', () => {
    const hours = [sample(0, 10), sample(180, 11), sample(421, 12)]
    expect(toColumns(series(hours, 60 * minute)).data[1]).toEqual([10, 11, null, 12])
  })

  it('stands in the middle of a span, and at the time of a single reading', () => {
    expect(toColumns(series([sample(2, 10)], minute)).data[0]).toEqual([2.5 * minute])
    expect(toColumns(series([sample(2, 10)])).data[0]).toEqual([2 * minute])
  })

  it('passes over a failed reading, which is no measurement, but not over a span with one in it', () => {
    const failed = sample(1, 900, { flag: 4, count: 1, failed: 1 })
    expect(toColumns(series([sample(0, 10), failed, sample(2, 11)])).data[1]).toEqual([10, undefined, 11])
    expect(toColumns(series([sample(0, 10, { flag: 4, failed: 1 })])).data[1]).toEqual([10])
  })
})

describe('the axis of values', () => {
  const limit = { from: 0, to: 1, low: 6, high: 9, citation: { source: 'rule', verified: true } }

  it('has the limits on it, and the envelope', () => {
    const [low, high] = valueRange([sample(0, 7), sample(1, 11)], [limit])
    expect(low).toBeLessThan(6)
    expect(low).toBeGreaterThan(5)
    expect(high).toBeGreaterThan(12)
  })

  it('is not stretched by a failed sensor, unless nothing else is there', () => {
    const failed = sample(1, 9_000, { flag: 4, failed: 5 })
    expect(valueRange([sample(0, 7), failed], [])[1]).toBeLessThan(10)
    expect(valueRange([failed], [])[1]).toBeGreaterThan(9_000)
  })

  it('is there without samples, and for one value only', () => {
    expect(valueRange([], [])).toEqual([0, 1])
    const flat = sample(0, 5, { min: 5, max: 5 })
    expect(valueRange([flat], [])).toEqual([4.6, 5.4])
    expect(valueRange([{ ...flat, min: 0, mean: 0, max: 0 }], [])).toEqual([0, 0.08])
  })
})

it.each([
  { story: 'the nearest', at: 1.4, found: 1 },
  { story: 'the nearest from below', at: 1.6, found: 2 },
  { story: 'the last, beyond the end', at: 3, found: 2 },
  { story: 'none in a gap', at: 5, found: undefined },
  { story: 'the first, before the beginning', at: -1, found: 0 },
])('the cursor finds $story', ({ at, found }) => {
  const near = sampleNear(series([sample(0, 1), sample(1, 2), sample(2, 3), sample(9, 4)]), at * minute)
  expect(near?.at).toBe(found === undefined ? undefined : found * minute)
})

it('knows which limit was in force', () => {
  const citation = { source: 'rule', verified: true }
  const spans = [
    { from: 0, to: 10, low: null, high: 150, citation },
    { from: 10, to: 20, low: null, high: 120, citation },
  ]
  expect([9, 10, 20].map((at) => limitAt(spans, at)?.high)).toEqual([150, 120, undefined])
})
