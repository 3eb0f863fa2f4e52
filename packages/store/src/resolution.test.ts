import { expect, it } from 'vitest'
import { bucketWidth } from './resolution.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const noon = Date.UTC(2026, 10, 24, 12)

it.each([
  { story: 'a minute in seconds', lengthMs: minute, maxPoints: 60, widthMs: 1_000 },
  { story: 'an hour in minutes', lengthMs: hour, maxPoints: 60, widthMs: minute },
  { story: 'an hour in 59 points', lengthMs: hour, maxPoints: 59, widthMs: 2 * minute },
  { story: 'a day in 300 points', lengthMs: day, maxPoints: 300, widthMs: 5 * minute },
  { story: 'a month in 500 points', lengthMs: 30 * day, maxPoints: 500, widthMs: 2 * hour },
  { story: 'ten years in 600 points', lengthMs: 3_650 * day, maxPoints: 600, widthMs: 7 * day },
  { story: 'ten years in 100 points', lengthMs: 3_650 * day, maxPoints: 100, widthMs: 56 * day },
])('$story', ({ lengthMs, maxPoints, widthMs }) => {
  expect(bucketWidth({ from: noon, to: noon + lengthMs, maxPoints })).toBe(widthMs)
})

it('counts the bucket that a ragged end needs', () => {
  expect(bucketWidth({ from: noon + 1, to: noon + hour + 1, maxPoints: 60 })).toBe(2 * minute)
})

it('ends where no width can do it: one bucket on both sides of the epoch', () => {
  expect(bucketWidth({ from: -1, to: 1, maxPoints: 1 })).toBeGreaterThan(100 * 365 * day)
})
