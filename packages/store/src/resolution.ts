import type { RangeQuery } from './store.ts'

const second = 1_000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

/** Bucket widths in ms that a person can name: 1 s to a week. */
const ladder = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * second),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * minute),
  ...[1, 2, 6, 12].map((n) => n * hour),
  day,
  7 * day,
]

/** Wider than any history: 2¹⁴ weeks, some 314 years, but the bound is what ends the search. */
const widest = 2 ** 14 * 7 * day

/**
 * The narrowest width in ms whose buckets over `[from, to)` are at most `maxPoints`; past a week it doubles. Buckets begin at
 * whole multiples of the width since the epoch, so they are UTC's: a day's bucket is not a day of the site, and a week's
 * begins on a Thursday.
 */
export function bucketWidth({ from, to, maxPoints }: Pick<RangeQuery, 'from' | 'to' | 'maxPoints'>): number {
  const fits = (width: number) => Math.floor((to - 1) / width) - Math.floor(from / width) + 1 <= maxPoints
  let width = ladder.find(fits) ?? 14 * day
  while (!fits(width) && width < widest) width *= 2
  return width
}
