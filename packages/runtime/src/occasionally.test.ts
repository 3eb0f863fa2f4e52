import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createOccasionally } from './occasionally.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

it('lets the first through, then one a minute with how many were held back', () => {
  const occasionally = createOccasionally(60_000)
  const told: number[] = []
  const tell = (heldBack: number) => void told.push(heldBack)
  for (let nth = 0; nth < 5; nth++) occasionally(tell)
  vi.advanceTimersByTime(60_000)
  for (let nth = 0; nth < 3; nth++) occasionally(tell)
  expect(told).toEqual([0, 4])
})

it('keeps what has different keys apart, but for very long ones', () => {
  const occasionally = createOccasionally(60_000)
  const told: string[] = []
  for (const key of ['a', 'b', 'a', 'x'.repeat(500), 'y'.repeat(500)]) occasionally(() => told.push(key), key)
  expect(told.map((key) => key.charAt(0))).toEqual(['a', 'b', 'x'])
})

it('keeps a thousand keys apart, and tells of all others as of one, so that no stranger fills a log with new ones', () => {
  const occasionally = createOccasionally(60_000)
  let told = 0
  const tellOf = (keys: number[]) => {
    for (const key of keys) occasionally(() => told++, String(key))
    return told
  }
  expect(tellOf(Array.from({ length: 10_000 }, (_, nth) => nth))).toBe(1_001)
  vi.advanceTimersByTime(60_000)
  expect(tellOf([20_000, 20_001, 20_000])).toBe(1_003)
})
