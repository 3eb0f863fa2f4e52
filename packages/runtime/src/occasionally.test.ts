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

it('remembers no more than a thousand keys', () => {
  const occasionally = createOccasionally(60_000)
  let told = 0
  for (let nth = 0; nth <= 1_000; nth++) occasionally(() => told++, String(nth))
  occasionally(() => told++, '0')
  expect(told).toBe(1_002)
})
