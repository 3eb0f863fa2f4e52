import { describe, expect, it } from 'vitest'
import { createPlant, type PlantState, type PointState } from './plant.ts'
import type { StoryName } from './story.ts'
import { textileLimits } from './truth.ts'

const zone = 'Asia/Jakarta'
const hourMs = 3_600_000
/** Monday, at midnight. */
const monday = Date.parse('2026-11-02T00:00:00+07:00')

function statesOf({
  seed,
  days,
  startAt = monday,
}: {
  seed: number
  days: number
  startAt?: number
}): PlantState[] {
  const plant = createPlant({ seed, zone, startAt })
  return Array.from({ length: days * 8_640 }, () => plant.step())
}

function rangeOf(states: readonly PlantState[], parameter: keyof PointState): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const { outlet } of states) {
    low = Math.min(low, outlet[parameter])
    high = Math.max(high, outlet[parameter])
  }
  return [low, high]
}

describe.each([1, 2, 5])('a normal month, seed %i', (seed) => {
  const month = statesOf({ seed, days: 30 })

  it.each([
    { parameter: 'ph', low: 6.8, high: 8.2 },
    { parameter: 'cod', low: 70, high: 140 },
    { parameter: 'tss', low: 15, high: 45 },
    { parameter: 'nh3n', low: 0.5, high: 4 },
    { parameter: 'flow', low: 0, high: 1.8 },
    { parameter: 'temperature', low: 22, high: 34 },
  ] as const)(
    'keeps $parameter within $low and $high, and so within every limit',
    ({ parameter, low, high }) => {
      const [lowest, highest] = rangeOf(month, parameter)
      expect(lowest).toBeGreaterThanOrEqual(low)
      expect(highest).toBeLessThanOrEqual(high)
      if (parameter !== 'flow') expect(textileLimits[parameter]?.high).toBeGreaterThanOrEqual(high)
    },
  )

  it('discharges now and then, and for hours not at all', () => {
    const flowing = month.filter(({ outlet }) => outlet.flow > 0.02)
    expect(flowing.length / month.length).toBeGreaterThan(0.04)
    expect(flowing.length / month.length).toBeLessThan(0.3)
    const sunday = month.slice(6 * 8_640, 7 * 8_640)
    expect(sunday.every(({ outlet, running }) => outlet.flow < 0.02 && !running)).toBe(true)
  })
})

it('loses no water: what came is what left and what the vessels hold more', () => {
  const states = statesOf({ seed: 3, days: 6 })
  const sum = (point: 'inlet' | 'outlet') =>
    states.slice(1).reduce((total, state) => total + (state[point].flow * 1_000) / 360, 0)
  const held = (state?: PlantState) =>
    Object.values(state?.stages ?? {}).reduce((total, { litres }) => total + litres, 0)
  expect(sum('inlet')).toBeGreaterThan(3_000)
  expect(sum('inlet') - sum('outlet')).toBeCloseTo(held(states.at(-1)) - held(states[0]), 3)
})

it('is the same again with the same seed', () => {
  expect(statesOf({ seed: 4, days: 1 })).toEqual(statesOf({ seed: 4, days: 1 }))
})

describe.each([
  { hour: 10, when: 'in the morning' },
  { hour: 22, when: 'at night, when nothing flows' },
])('a story $when', ({ hour }) => {
  const at = monday + 24 * hourMs + hour * hourMs

  function tell(name: StoryName, seed: number): PlantState[] {
    const plant = createPlant({ seed, zone, startAt: at - 10_000, stories: [{ name, at }] })
    return Array.from({ length: 12 * 360 }, () => plant.step())
  }
  const minutes = (states: PlantState[], when: (state: PointState) => boolean) =>
    states.filter(({ outlet }) => when(outlet)).length / 6

  it.each([1, 2, 3])('acid by-pass: pH below 6 for 10 to 40 minutes, and nothing else (seed %i)', (seed) => {
    const states = tell('acid-bypass', seed)
    expect(minutes(states, ({ ph }) => ph < 6)).toBeGreaterThanOrEqual(10)
    expect(minutes(states, ({ ph }) => ph < 6)).toBeLessThanOrEqual(40)
    expect(minutes(states, ({ cod, tss }) => cod > 150 || tss > 50)).toBe(0)
  })

  it.each([1, 2, 3])('lorod by-pass: pH above 9, with COD far above its limit (seed %i)', (seed) => {
    const states = tell('lorod-bypass', seed)
    expect(minutes(states, ({ ph }) => ph > 9)).toBeGreaterThanOrEqual(10)
    expect(rangeOf(states, 'cod')[1]).toBeGreaterThan(400)
    expect(states.at(-1)?.outlet.cod).toBeLessThan(150)
  })

  it.each([1, 2, 3])('coagulant out: COD and TSS at twice to three times the usual (seed %i)', (seed) => {
    const states = tell('coagulant-out', seed)
    const before = states[0]?.outlet
    for (const parameter of ['cod', 'tss'] as const) {
      const rise = rangeOf(states, parameter)[1] / (before?.[parameter] ?? 0)
      expect(rise).toBeGreaterThan(1.7)
      expect(rise).toBeLessThan(3.8)
    }
    expect(minutes(states, ({ cod }) => cod > 150)).toBeGreaterThan(60)
    expect(minutes(states, ({ cod }) => cod > 150)).toBeLessThan(6 * 60)
  })

  it.each([1, 2, 3])('rain: two to five times the flow, thinner water, no limit passed (seed %i)', (seed) => {
    const states = tell('rain', seed)
    const [, flow] = rangeOf(states, 'flow')
    expect(flow).toBeGreaterThan(2 * 0.42)
    expect(flow).toBeLessThan(5 * 0.42)
    expect(rangeOf(states, 'cod')[0]).toBeLessThan(0.8 * (states[0]?.outlet.cod ?? 0))
    expect(minutes(states, ({ ph, cod, tss }) => ph < 6 || ph > 9 || cod > 150 || tss > 50)).toBe(0)
  })

  it('power cut: the pumps stand still', () => {
    const states = tell('power-cut', 1).slice(120, 360)
    expect(Math.max(...states.map(({ outlet }) => outlet.flow))).toBeLessThan(0.02)
  })
})

it('works, and is warm, by the clock of its own zone: in Jayapura two hours before Jakarta', () => {
  const day = (place: string, midnight: string) => {
    const plant = createPlant({ seed: 1, zone: place, startAt: Date.parse(midnight) })
    return Array.from({ length: 8_640 }, () => plant.step()).map(({ inlet, running }) => ({
      inlet,
      running,
    }))
  }
  expect(day('Asia/Jayapura', '2026-11-03T00:00:00+09:00')).toEqual(
    day('Asia/Jakarta', '2026-11-03T00:00:00+07:00'),
  )
})
