import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createPace } from './pace.ts'

it('lets ten seconds’ worth pass at once, and after that one at a time', () => {
  const pace = createPace(2)
  const waits = Array.from({ length: 21 }, () => pace(1_000))
  expect(waits).toEqual([...Array(20).fill(0), 500])
  expect(pace(1_499)).toBeCloseTo(1)
  expect(pace(1_500)).toBe(0)
  expect(pace(1_500)).toBe(500)
})

it('keeps no more than that through however long a silence', () => {
  const pace = createPace(1)
  pace(0)
  const passed = Array.from({ length: 100 }, () => pace(3_600_000)).filter((wait) => wait === 0)
  expect(passed).toHaveLength(10)
})

it('never lets more pass in any while than its rate and the burst, and always lets one pass when it said', () => {
  const arrivals = fc.array(fc.nat({ max: 700 }), { minLength: 1, maxLength: 200 })
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 50 }), arrivals, (perSecond, gaps) => {
      const pace = createPace(perSecond)
      let now = 0
      let passed = 0
      for (const gap of gaps) {
        now += gap
        const wait = pace(now)
        if (wait > 0) {
          now += Math.ceil(wait)
          expect(pace(now)).toBe(0)
        }
        passed++
        expect(passed).toBeLessThanOrEqual(perSecond * 10 + (now * perSecond) / 1_000 + 1e-6)
      }
    }),
  )
})
