import { expect, it } from 'vitest'
import { createBackoff } from './backoff.ts'

it.each([
  {
    story: 'doubles to its bound',
    random: 1,
    waits: [500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000],
  },
  { story: 'spreads over all of it', random: 0.5, waits: [250, 500, 1_000] },
  { story: 'may be nothing', random: 0, waits: [0, 0] },
])('$story', ({ random, waits }) => {
  const backoff = createBackoff({ firstMs: 500, longestMs: 30_000, random: () => random })
  expect(waits.map(() => backoff.next(null))).toEqual(waits)
})

it.each([
  { asked: 7_000, waited: 7_000 },
  { asked: 100, waited: 500 },
  { asked: 86_400_000, waited: 600_000 },
])('waits $waited ms when asked for $asked', ({ asked, waited }) => {
  const backoff = createBackoff({ firstMs: 500, longestMs: 30_000, random: () => 1 })
  expect(backoff.next(asked)).toBe(waited)
})

it('begins anew once all is well', () => {
  const backoff = createBackoff({ firstMs: 500, longestMs: 30_000, random: () => 1 })
  backoff.next(null)
  backoff.next(null)
  backoff.reset()
  expect(backoff.next(null)).toBe(500)
})
