import { JudgedReading, Parameter, type QualitySettings, type Reading } from '@jernih/domain'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createSeriesJudge } from './judge.ts'

const intervalMs = 60_000
const settings: QualitySettings = {
  operator: { low: 2, high: 12 },
  spike: { suspect: 1, fail: 4 },
  ratePerMinute: 1,
  flatLine: { suspectSeconds: 300, failSeconds: 900, tolerance: 0.01 },
}

const value = fc.oneof(
  fc.double({ min: -2, max: 16, noNaN: true }),
  fc.constantFrom(7, 7, 7, 7.005, 0, 14, -1, 15),
)
/** An ordered series: silence of up to seven minutes, often exactly one. */
const series = fc
  .array(
    fc.record({ value, after: fc.oneof(fc.constant(intervalMs), fc.integer({ min: 1, max: 420_000 })) }),
    {
      minLength: 1,
      maxLength: 120,
    },
  )
  .map((steps) => {
    let at = Date.UTC(2026, 10, 24)
    return steps.map((step): Reading => {
      at += step.after
      return { parameter: 'ph', value: step.value, at }
    })
  })

function judgeAll(readings: readonly Reading[]): JudgedReading[] {
  const judge = createSeriesJudge({ parameter: 'ph', settings, intervalMs })
  return readings.map((reading) => judge.judge(reading, reading.at))
}

/** What a store holds in the end: the last verdict on each time. */
const stored = (judged: readonly JudgedReading[]) =>
  new Map(judged.toSorted((a, b) => a.at - b.at).map((reading) => [reading.at, reading]))

it('R12: no reading is altered, and every verdict is a sound one', () => {
  const wild = fc.record({
    parameter: fc.constantFrom(...Parameter.options),
    value: fc.double({ noNaN: true, noDefaultInfinity: true }),
    at: fc.integer({ min: 0, max: 4_102_444_800_000 }),
  })
  fc.assert(
    fc.property(fc.array(wild, { maxLength: 60 }), (readings) => {
      const judge = createSeriesJudge({ parameter: 'ph', settings: undefined, intervalMs })
      for (const reading of readings) {
        const judged = JudgedReading.parse(judge.judge(Object.freeze({ ...reading }), reading.at))
        expect(judged).toMatchObject(reading)
        expect(Object.is(judged.value, reading.value)).toBe(true)
      }
    }),
  )
})

it('R5: what comes twice ends in the same stored series, flags and all', () => {
  const withRepeats = series.chain((readings) =>
    fc.tuple(
      fc.constant(readings),
      fc.array(fc.nat({ max: 5 }), { minLength: readings.length, maxLength: readings.length }),
    ),
  )
  fc.assert(
    fc.property(withRepeats, ([readings, echoes]) => {
      const repeated = readings.flatMap((reading, index) => {
        const echo = readings[index - (echoes[index] ?? 0)]
        return echo ? [reading, echo] : [reading]
      })
      const verdicts = (judged: JudgedReading[]) =>
        [...stored(judged).values()].map(({ at, value, flag, tests }) => ({ at, value, flag, tests }))
      expect(verdicts(judgeAll(repeated))).toEqual(verdicts(judgeAll(readings)))
    }),
  )
})

it('R5: what comes out of order ends in the same stored values, and the sensor span fails the same ones', () => {
  const shuffled = series.chain((readings) =>
    fc.tuple(fc.constant(readings), fc.shuffledSubarray(readings, { minLength: readings.length })),
  )
  fc.assert(
    fc.property(shuffled, ([readings, disordered]) => {
      const inOrder = stored(judgeAll(readings))
      const outOfOrder = stored(judgeAll(disordered))
      expect([...outOfOrder.keys()]).toEqual([...inOrder.keys()])
      for (const [at, { value, tests }] of outOfOrder) {
        expect(value).toBe(inOrder.get(at)?.value)
        expect(tests[0]).toBe(inOrder.get(at)?.tests[0])
      }
    }),
  )
})

it('late readings disturb nobody', () => {
  fc.assert(
    fc.property(series, fc.array(fc.nat(), { maxLength: 20 }), (readings, places) => {
      const first = readings[0]?.at ?? 0
      const lateAfter = (index: number) => places.filter((place) => place % readings.length === index)
      const disturbed = readings.flatMap((reading, index) => [
        reading,
        ...lateAfter(index).map((place) => ({ ...reading, value: place % 14, at: first - 1 - place })),
      ])
      expect(judgeAll(disturbed).filter(({ late }) => !late)).toEqual(judgeAll(readings))
    }),
  )
})

it('a judge that is shown the tail judges as if it had never stopped', () => {
  const measured = fc.oneof(fc.double({ min: 0, max: 14, noNaN: true }), fc.constantFrom(7, 7, 7, 7.005))
  const aMinute = fc
    .array(measured, { minLength: 60, maxLength: 120 })
    .map((values) =>
      values.map((each, index): Reading => ({ parameter: 'ph', value: each, at: index * intervalMs })),
    )
  fc.assert(
    fc.property(aMinute, (readings) => {
      const { memoryMs } = createSeriesJudge({ parameter: 'ph', settings, intervalMs })
      const tail = readings.slice(-memoryMs / intervalMs - 10)
      expect(judgeAll(tail).slice(-10)).toEqual(judgeAll(readings).slice(-10))
    }),
  )
})
