import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type Excess, exceed, exceededUntil } from './excess.ts'
import type { LoadSample } from './load.ts'

const minute = 60_000
const hour = 60 * minute
const day = { from: 0, to: 24 * hour }
const rule = { limit: 100, flowAbove: 0.1, holdMs: 3 * minute }

function weighed(samples: readonly LoadSample[], until: number, between = (one: Excess) => one) {
  let excess: Excess | null = null
  for (const sample of samples) excess = between(exceed(excess, sample, { ...rule, day }))
  return excess && exceededUntil(excess, until, rule)
}

/** Once a minute, from minute `first` on. */
const minutes = (first: number, values: readonly { flow?: number; concentration?: number }[]) =>
  values.flatMap(({ flow, concentration }, n): LoadSample[] => {
    const at = (first + n) * minute
    return [
      ...(flow === undefined ? [] : [{ of: 'flow', at, value: flow } as const]),
      ...(concentration === undefined ? [] : [{ of: 'concentration', at, value: concentration } as const]),
    ]
  })
const times = <T>(count: number, value: T) => Array.from({ length: count }, () => value)

it.each([
  { story: '1 mg/L beyond on 1 m³ is a gram', flow: 2, concentration: 150, kg: 0.1 },
  { story: 'what keeps the limit weighs nothing', flow: 2, concentration: 100, kg: 0 },
  { story: 'water that stands takes nothing away', flow: 0.1, concentration: 900, kg: 0 },
])('$story', ({ flow, concentration, kg }) => {
  const excess = weighed(minutes(0, times(60, { flow, concentration })), hour)
  expect(excess?.kg).toBeCloseTo(kg, 9)
  expect(excess?.unmeasuredMs).toBe(0)
})

it('holds no value for longer than it may, and tells the time after it', () => {
  const excess = weighed(minutes(0, [{ flow: 1, concentration: 160 }]), hour)
  expect(excess?.kg).toBeCloseTo((60 / 1_000) * (3 / 60), 9)
  expect(excess?.unmeasuredMs).toBe(57 * minute)
})

it('owes no concentration while the water stands', () => {
  expect(weighed(minutes(0, times(60, { flow: 0 })), hour)?.unmeasuredMs).toBe(0)
})

it('begins each day at nothing, and knows what was last measured', () => {
  const next = { from: day.to, to: 2 * day.to }
  const evening = weighed(minutes(24 * 60 - 1, [{ flow: 1, concentration: 200 }]), day.to - 1)
  const excess = exceed(evening, { of: 'flow', at: next.from + minute, value: 1 }, { ...rule, day: next })
  expect(excess).toMatchObject({ day: next, unmeasuredMs: 0 })
  expect(excess.kg).toBeCloseTo((100 / 1_000) * (1 / 60), 9)
})

it('counts what comes too late, and does not weigh it', () => {
  const given = minutes(0, times(10, { flow: 1, concentration: 160 }))
  const late = { of: 'concentration', at: 2 * minute, value: 900 } as const
  expect(weighed([...given, late], 10 * minute)).toEqual({ ...weighed(given, 10 * minute), late: 1 })
})

const anySamples = fc
  .array(
    fc.record({
      gap: fc.integer({ min: 1, max: 10 }),
      flow: fc.option(fc.constantFrom(0, 0.5, 2), { nil: undefined }),
      concentration: fc.option(fc.integer({ min: 50, max: 300 }), { nil: undefined }),
    }),
    { maxLength: 60 },
  )
  .map((list) => {
    let at = 0
    return list.map(({ gap, flow, concentration }) => {
      at += gap
      return minutes(at, [{ ...(flow !== undefined && { flow }), ...(concentration && { concentration }) }])
    })
  })

it('R5: minds neither which of flow and concentration comes first at one time, nor a restart between them', () => {
  fc.assert(
    fc.property(anySamples, (moments) => {
      const ordered = weighed(moments.flat(), 12 * hour)
      const turned = moments.flatMap((moment) => moment.toReversed())
      expect(weighed(turned, 12 * hour, (one) => JSON.parse(JSON.stringify(one)))).toEqual(ordered)
    }),
  )
})
