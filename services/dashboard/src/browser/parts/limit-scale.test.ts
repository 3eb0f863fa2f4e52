import { describe, expect, it } from 'vitest'
import { createScale, shareOf } from './limit-scale.ts'

describe('the way to a limit', () => {
  it.each([
    { story: 'half way', low: null, high: 150, value: 75, share: 0.5 },
    { story: 'on it', low: null, high: 150, value: 150, share: 1 },
    { story: 'beyond it', low: null, high: 150, value: 300, share: 2 },
    { story: 'in the middle of a band', low: 6, high: 9, value: 7.5, share: 0 },
    { story: 'at the lower end of a band', low: 6, high: 9, value: 6, share: 1 },
    { story: 'twice what is asked at least', low: 4, high: null, value: 8, share: 0.5 },
    { story: 'nothing where something is asked', low: 4, high: null, value: 0, share: 1 },
  ])('$story is $share', ({ low, high, value, share }) => expect(shareOf({ low, high }, value)).toBe(share))
})

describe('the bar of a limit', () => {
  it('has what is allowed in its middle, and room for what is beyond', () => {
    const { from, to, place } = createScale({ low: 6, high: 9 })
    expect([from, to]).toEqual([0.25, 0.75])
    expect(place(7.5)).toBe(0.5)
  })

  it.each([-5, 1e300])('holds a value of %d', (value) => {
    const at = createScale({ low: null, high: 150 }).place(value)
    expect(at).toBeGreaterThanOrEqual(0)
    expect(at).toBeLessThanOrEqual(1)
  })
})
