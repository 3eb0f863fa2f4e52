import { type Parameter, parameters, type QualitySettings } from '@jernih/domain'
import { describe, expect, it } from 'vitest'
import { createSeriesJudge } from './judge.ts'

const start = Date.UTC(2026, 10, 24, 1)
const minuteMs = 60_000

interface Given {
  parameter?: Parameter
  settings?: QualitySettings
}

/** Judges `[minute, value]` or `[minute, value, minute of receipt]` of a device that reports once a minute. */
function play(
  readings: readonly (readonly [minute: number, value: number, received?: number])[],
  { parameter = 'ph', settings }: Given = {},
) {
  const judge = createSeriesJudge({ parameter, settings, intervalMs: minuteMs })
  const instant = (minute: number) => start + minute * minuteMs
  return readings.map(([minute, value, received = minute]) =>
    judge.judge({ parameter, value, at: instant(minute) }, instant(received)),
  )
}

/** A value a minute, trembling a little, so that nothing is flat. */
function steady(minutes: number, value = 7) {
  return Array.from({ length: minutes }, (_, minute) => [minute, value + (minute % 2) * 0.02] as const)
}

const testsOf = (judged: ReturnType<typeof play>) => judged.map(({ tests }) => tests)

describe('the digits: gross range, spike, rate of change, flat line, gap', () => {
  it('are "not evaluated" until there is a history', () => {
    expect(testsOf(play(steady(5)))).toEqual(['12222', '12111', '12111', '11111', '11111'])
  })

  it.each([
    { story: 'outside the sensor fails, and nothing else is asked', value: 14.2, tests: '42221', flag: 4 },
    { story: 'outside the operator span is suspect', value: 1.4, tests: '33311', flag: 3 },
    { story: 'a small leap is good', value: 8.5, tests: '11111', flag: 1 },
    { story: 'a leap is a spike and a rate', value: 9.6, tests: '13311', flag: 3 },
    { story: 'an alkaline surge is suspect, never failed', value: 12, tests: '13311', flag: 3 },
  ])('$story', ({ value, tests, flag }) => {
    expect(play([...steady(10), [10, value]]).at(-1)).toMatchObject({ value, tests, flag })
  })

  it('a spike takes nothing from the readings after it but their rate', () => {
    expect(testsOf(play([...steady(10), [10, 11], [11, 7], [12, 7.02]])).slice(-3)).toEqual([
      '13311',
      '11311',
      '11111',
    ])
  })

  it('a surge that stays is suspect twice and then good', () => {
    const surge = [10, 11, 12, 13].map((minute) => [minute, 11 + (minute % 2) * 0.02] as const)
    expect(
      play([...steady(10), ...surge])
        .slice(-4)
        .map(({ flag }) => flag),
    ).toEqual([3, 3, 1, 1])
  })

  it('a value off the sensor leaves no trace in what follows', () => {
    expect(testsOf(play([...steady(10), [10, -99], [11, 7.02]])).slice(-2)).toEqual(['42221', '11111'])
  })

  it('a sensor that was off for long is not compared with what it said before', () => {
    const off = [10, 11, 12, 13, 14].map((minute) => [minute, -99] as const)
    expect(testsOf(play([...steady(10), ...off, [15, 11], [16, 11.02]])).slice(-2)).toEqual([
      '12211',
      '12111',
    ])
  })

  it('what the site says stands before the defaults', () => {
    const settings = { operator: { low: 6, high: 9 }, spike: { suspect: 0.5, fail: 3 }, ratePerMinute: 5 }
    expect(play([...steady(10), [10, 10.5]], { settings }).at(-1)).toMatchObject({ tests: '34111', flag: 4 })
  })

  it('two readings of one second make no rate of their noise', () => {
    const pairs = Array.from({ length: 240 }, (_, index) => [index / 60, 7 + (index % 2) * 0.4] as const)
    expect(play(pairs).every(({ flag }) => flag === 1)).toBe(true)
  })
})

it('a slide in many small steps is a rate all the same', () => {
  const sliding = (perMinute: number) =>
    Array.from({ length: 120 }, (_, index) => [index / 60, 5 + (index / 60) * perMinute] as const)
  const rates = (perMinute: number) => new Set(play(sliding(perMinute)).map(({ tests }) => tests[2]))
  expect(rates(1.5)).toEqual(new Set(['2', '1']))
  expect(rates(3)).toEqual(new Set(['2', '1', '3']))
})

describe('a gap', () => {
  it('is told by 9, and takes nothing from the reading that ends it', () => {
    const [after, next] = play([...steady(10), [14, 7], [15, 7.02]]).slice(-2)
    expect(after).toMatchObject({ tests: '12219', flag: 1 })
    expect(next).toMatchObject({ tests: '12111', flag: 1 })
  })

  it('is more than three intervals', () => {
    expect(play([...steady(10), [12, 7]]).at(-1)?.tests).toBe('11111')
  })

  it('is no time of which we know that nothing moved', () => {
    const frozen = (from: number) => Array.from({ length: 50 }, (_, minute) => [from + minute, 7.12] as const)
    const night = 14 * 60
    expect(play([[0, 6.8], ...frozen(1), ...frozen(night)]).at(-1)?.tests).toBe('11111')
    expect(play([[0, 6.8], ...frozen(1), ...frozen(night), ...frozen(2 * night)]).at(-1)?.tests).toBe('11131')
  })
})

describe('late readings and repeats', () => {
  it('a late reading is held to the gross range alone', () => {
    const [late, off] = play([...steady(10), [4.5, 12], [5.5, 15]]).slice(-2)
    expect(late).toMatchObject({ late: true, tests: '12222', flag: 1, repeat: 'no' })
    expect(off).toMatchObject({ late: true, tests: '42222', flag: 4 })
  })

  it('a repeat keeps the verdict of its original', () => {
    const judged = play([...steady(10), [10, 11], [10, 11], [3, 7.02]])
    expect(judged[11]).toEqual({ ...judged[10], repeat: 'same' })
    expect(judged[12]).toEqual({ ...judged[3], late: true, repeat: 'same' })
  })

  it('the same time with another value is told', () => {
    const [other, again] = play([...steady(10), [9, 8], [9, 8]]).slice(-2)
    expect(other).toMatchObject({ value: 8, late: false, repeat: 'different', tests: '12222' })
    expect(again).toMatchObject({ value: 8, repeat: 'same' })
  })

  it.each([360, 1_440])('R5: of a buffer of %d that comes again, none looks new', (minutes) => {
    const again = play([...steady(minutes), ...steady(minutes)]).slice(minutes)
    expect(again.filter(({ late, repeat }) => !late && repeat === 'no')).toEqual([])
  })

  it('a buffered hour that comes twice is known for what it is', () => {
    expect(
      new Set(
        play([...steady(60), ...steady(60)])
          .slice(60)
          .map(({ repeat }) => repeat),
      ),
    ).toEqual(new Set(['same']))
  })
})

describe('a time ahead of its receipt', () => {
  const leap = [70, 7, 10] as const

  it('makes no reading after it late, and no gap', () => {
    const judged = play([...steady(10), leap, [11, 7.02], [12, 7], [11.5, 7]])
    expect(judged.map(({ late }) => late)).toEqual([...Array(13).fill(false), true])
    expect(testsOf(judged).slice(11, 13)).toEqual(['12111', '12111'])
  })

  it('is known when it comes', () => {
    const [same, other] = play([...steady(10), leap, [11, 7.02], [70, 7], [70, 8]]).slice(-2)
    expect(same).toMatchObject({ repeat: 'same' })
    expect(other).toMatchObject({ repeat: 'different', tests: '12222' })
  })

  it('costs a device nothing whose clock is always so', () => {
    const fast = steady(60).map(([minute, value]) => [minute, value, minute - 30] as const)
    expect(play(fast)).toEqual(play(steady(60)))
  })
})

describe('a severe discharge', () => {
  it.each([
    { story: 'a dye bath', parameter: 'ph', before: 7.2, during: 12 },
    { story: 'acid fixing', parameter: 'ph', before: 7.2, during: 2 },
    { story: 'raw wastewater', parameter: 'cod', before: 100, during: 9_000 },
    { story: 'sludge', parameter: 'tss', before: 30, during: 1_500 },
    { story: 'wax boiling', parameter: 'temperature', before: 28, during: 85 },
    { story: 'a cloudburst', parameter: 'flow', before: 0, during: 20 },
  ] as const)(
    '$story ($parameter $during) is never failed, and is good when it stays',
    ({ parameter, before, during }) => {
      const step = 10 ** -parameters[parameter].decimals
      const pairs = [
        ...steady(10, before),
        ...Array.from({ length: 10 }, (_, minute) => [10 + minute, during + (minute % 3) * step] as const),
      ]
      const flags = play(pairs, { parameter }).map(({ flag }) => flag)
      expect(flags).not.toContain(4)
      expect(flags.slice(-5)).toEqual([1, 1, 1, 1, 1])
    },
  )
})
