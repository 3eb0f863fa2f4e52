import { describe, expect, it } from 'vitest'
import { Damaged } from './damaged.ts'
import { nextReadable } from './next-readable.ts'

/** Ten thousand blocks of ten entries each; those that begin in one of the ranges cannot be read. */
function damagedIn(...ranges: [number, number][]) {
  return (at: number): number | undefined => {
    const first = Math.ceil(at / 10) * 10
    if (ranges.some(([from, to]) => first >= from && first < to)) throw new Damaged('unreadable')
    return first < 100_000 ? first : undefined
  }
}

describe('what can be read next', () => {
  it.each([
    { story: 'is what is asked for, where nothing is wrong', from: 15, ranges: [], next: 20 },
    { story: 'lies right behind one block', from: 20, ranges: [[20, 30]], next: 30 },
    { story: 'lies right behind a wide place', from: 20, ranges: [[20, 77_770]], next: 77_770 },
    {
      story: 'lies between two places',
      from: 20,
      ranges: [
        [20, 30],
        [40, 90_000],
      ],
      next: 30,
    },
    { story: 'is nothing, where all the rest is lost', from: 20, ranges: [[20, 100_000]], next: undefined },
    {
      story: 'is nothing, where even the end is unknown',
      from: 20,
      ranges: [[20, Infinity]],
      next: undefined,
    },
  ] as { story: string; from: number; ranges: [number, number][]; next: number | undefined }[])(
    '$story',
    ({ from, ranges, next }) => expect(nextReadable(from, damagedIn(...ranges))).toBe(next),
  )

  it('is not asked for again where something else is wrong', () => {
    const busy = () => {
      throw new Error('busy')
    }
    expect(() => nextReadable(0, busy)).toThrow('busy')
  })
})
