import { afterEach, expect, it, vi } from 'vitest'
import { mark, sinceMs } from './clock.ts'

afterEach(() => vi.useRealTimers())

const hour = 3_600_000

it('R8: counts the hours that a phone slept, though its steady clock stood still', () => {
  vi.useFakeTimers({ toFake: ['Date', 'performance'] })
  const before = mark()
  vi.setSystemTime(Date.now() + 4 * hour)
  expect(performance.now() - before.steady).toBeLessThan(1_000)
  expect(sinceMs(before)).toBeGreaterThanOrEqual(4 * hour)
})

it('R8: makes nothing younger when somebody sets the clock back', () => {
  vi.useFakeTimers({ toFake: ['Date', 'performance'] })
  const before = mark()
  vi.advanceTimersByTime(10_000)
  vi.setSystemTime(Date.now() - hour)
  expect(sinceMs(before)).toBe(10_000)
})
