import { describe, expect, it } from 'vitest'
import { instruments } from './instruments.ts'
import { createRandom } from './random.ts'
import { createSensor, type SensorSpec } from './sensor.ts'
import { stepMs } from './train.ts'

const zone = 'Asia/Jakarta'
const healthy = { bias: 0, gain: 1, frozen: false }
const ideal: SensorSpec = {
  response: null,
  noiseScale: 0,
  range: [0, 1_000],
  decimals: 3,
  driftPerDay: [0, 0],
}

/** Shows `truthAt` step by step. */
function run(spec: SensorSpec, steps: number, truthAt: (step: number) => number, where = zone): number[] {
  const sensor = createSensor(spec, { random: createRandom(1, 'sensor'), zone: where })
  return Array.from({ length: steps }, (_, step) =>
    sensor.show({ at: step * stepMs, truth: truthAt(step), flowing: true, fault: healthy }),
  )
}

describe('response (BSM)', () => {
  it.each([
    { class: 'A, pH', response: instruments.outlet.ph.response, t90: 60 },
    { class: 'B0, COD', response: instruments.outlet.cod.response, t90: 600 },
  ])('class $class reaches 90 % of a step after $t90 s', ({ response, t90 }) => {
    const shown = run({ ...ideal, response }, 200, (step) => (step === 0 ? 0 : 100))
    const reached = shown.findIndex((value) => value >= 90) * (stepMs / 1_000)
    expect(Math.abs(reached - t90)).toBeLessThanOrEqual(0.1 * t90 + stepMs / 1_000)
  })
})

describe('noise', () => {
  it('is white, 2.5 % of full scale, and held for a minute', () => {
    const shown = run({ ...ideal, noiseScale: 400 }, 60_000, () => 500)
    expect(shown.slice(0, 6).every((value) => value === shown[0])).toBe(true)
    expect(shown[6]).not.toBe(shown[0])
    const minutes = shown.filter((_, step) => step % 6 === 0).map((value) => value - 500)
    const sigma = Math.sqrt(minutes.reduce((sum, value) => sum + value ** 2, 0) / minutes.length)
    expect(sigma).toBeGreaterThan(9.7)
    expect(sigma).toBeLessThan(10.3)
    const lagged = minutes.slice(1).reduce((sum, value, index) => sum + value * (minutes[index] ?? 0), 0)
    expect(Math.abs(lagged / minutes.length / sigma ** 2)).toBeLessThan(0.03)
  })

  it('never leads out of the range', () => {
    const shown = run({ ...ideal, noiseScale: 4_000, range: [0, 200] }, 5_000, () => 100)
    expect(Math.min(...shown)).toBe(0)
    expect(Math.max(...shown)).toBe(200)
  })
})

it.each([
  { where: 'Asia/Jakarta', cleaned: '1970-01-05T01:00:00Z' },
  { where: 'Asia/Jayapura', cleaned: '1970-01-04T23:00:00Z' },
])('drifts until it is cleaned on Monday at 08:00 in $where', ({ where, cleaned }) => {
  const shown = run({ ...ideal, driftPerDay: [1, 1] }, 14 * 8_640, () => 100, where)
  const after = (ms: number) => shown[(Date.parse(cleaned) + ms) / stepMs] ?? Number.NaN
  expect(after(-stepMs)).toBeCloseTo(107, 2)
  expect(after(0)).toBeCloseTo(100, 2)
  expect(after(3 * 86_400_000)).toBeCloseTo(103, 2)
  expect(after(7 * 86_400_000 - stepMs)).toBeCloseTo(107, 2)
})

it('shows bubbles as short positive spikes', () => {
  const shown = run({ ...ideal, range: [0, 120], bubblesPerHour: 2 }, 8_640, () => 25)
  const spikes = shown.filter((value, step) => value > 25 && (shown[step - 1] ?? 25) === 25)
  expect(spikes.length).toBeGreaterThan(20)
  expect(spikes.length).toBeLessThan(80)
  expect(Math.min(...shown)).toBe(25)
})

it('shows no flow below its cut-off, and other flow within a few per cent', () => {
  const spec = instruments.outlet.flow
  expect(run(spec, 100, () => 0.015).every((value) => value === 0)).toBe(true)
  for (const value of run(spec, 1_000, () => 0.45)) expect(Math.abs(value / 0.45 - 1)).toBeLessThan(0.08)
})

it('keeps its last value when frozen', () => {
  const sensor = createSensor({ ...ideal, noiseScale: 400 }, { random: createRandom(1, 'sensor'), zone })
  const show = (at: number, truth: number, frozen: boolean) =>
    sensor.show({ at, truth, flowing: true, fault: { ...healthy, frozen } })
  const last = show(0, 100, false)
  expect([show(3_600_000, 300, true), show(7_200_000, 500, true)]).toEqual([last, last])
  expect(show(7_260_000, 500, false)).not.toBe(last)
})
