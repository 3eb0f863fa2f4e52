import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createExtremes } from './extremes.ts'
import { createFlatLineTest, type FlatLineThresholds } from './flat-line.ts'

const thresholds = { suspectSeconds: 7_200, failSeconds: 21_600, tolerance: 0.005, zeroIsIdle: false }
const minuteMs = 60_000

/** The flags of a value a minute. */
function play(values: readonly number[], given: FlatLineThresholds = thresholds) {
  const test = createFlatLineTest(given)
  return values.map((value, index) => {
    test.observe(index === 0 ? 0 : minuteMs)
    return test.judge(value)
  })
}

const frozen = (count: number, value = 7.12) => Array.from({ length: count }, () => value)

describe('a flat line', () => {
  it('is suspect after two hours and fails after six, in time and not in a count', () => {
    const flags = play([6.9, ...frozen(400)])
    expect(flags.indexOf(3)).toBe(1 + 120)
    expect(flags.indexOf(4)).toBe(1 + 360)
  })

  it('is not evaluated while all that is known is flat, but not yet for long', () => {
    expect(play(frozen(121)).slice(118)).toEqual([2, 2, 3])
  })

  it('ends with the first value that moves', () => {
    expect(play([...frozen(300), 7.3, 7.12]).slice(-3)).toEqual([3, 1, 1])
  })

  it('may tremble within its tolerance', () => {
    const trembling = Array.from({ length: 125 }, (_, index) => 7.12 + (index % 2) * 0.004)
    expect(play(trembling).at(-1)).toBe(3)
  })

  it('is none where the values drift, each close to the one before', () => {
    const drifting = Array.from({ length: 400 }, (_, index) => 7 + index * 0.001)
    expect(play(drifting).at(-1)).toBe(1)
  })

  it('is none where the flow is zero for days, but is one where it stands still above zero', () => {
    const flow = { ...thresholds, zeroIsIdle: true }
    expect(new Set(play(frozen(3_000, 0), flow))).toEqual(new Set([1]))
    expect(play([...frozen(3_000, 0), ...frozen(121, 1.5)], flow).slice(-2)).toEqual([1, 3])
  })
})

it('a flat line is what a look at the whole history says', () => {
  const step = fc.record({
    ms: fc.integer({ min: 1, max: 400_000 }),
    move: fc.constantFrom(0, 0, 0, 1, -1, 2, -3),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const given = { suspectSeconds: 600, failSeconds: 1_800, tolerance: 2, zeroIsIdle: false }
      const test = createFlatLineTest(given)
      let [time, value] = [0, 10]
      const history: { time: number; value: number }[] = []
      for (const { ms, move } of steps) {
        time += ms
        value += move
        history.push({ time, value })
        test.observe(ms)
        expect(test.judge(value)).toBe(lookBack(history, given))
      }
    }),
  )
})

function lookBack(history: readonly { time: number; value: number }[], given: FlatLineThresholds) {
  const now = history.at(-1)?.time ?? 0
  const start = history.findIndex((_, index) => {
    const run = history.slice(index).map(({ value }) => value)
    return Math.max(...run) - Math.min(...run) <= given.tolerance
  })
  const flatMs = now - (history[start]?.time ?? now)
  if (flatMs >= given.failSeconds * 1_000) return 4
  if (flatMs >= given.suspectSeconds * 1_000) return 3
  return start > 0 ? 1 : 2
}

it('extremes stay within their capacity and forget no highest value', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 200 }), (values) => {
      const extremes = createExtremes(4)
      values.forEach((value, time) => {
        extremes.push(value, time)
      })
      expect(extremes.highest()).toBe(Math.max(...values))
      let cuts = 0
      for (let highest = extremes.highest(); highest > (values.at(-1) ?? 0); highest = extremes.highest()) {
        extremes.cut()
        cuts += 1
      }
      expect(cuts).toBeLessThanOrEqual(4)
      expect(extremes.highest()).toBe(values.at(-1))
    }),
  )
})
