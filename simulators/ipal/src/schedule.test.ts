import { expect, it } from 'vitest'
import { batikCalendar } from './calendar.ts'
import { phOf } from './carbonate.ts'
import { scheduleOf } from './schedule.ts'
import type { Water } from './water.ts'

const zone = 'Asia/Jakarta'
const dayOf = (seed: number, days: number) =>
  scheduleOf(Temporal.PlainDate.from('2026-01-05').add({ days }), { seed, zone, calendar: batikCalendar })
const year = Array.from({ length: 365 }, (_, days) => dayOf(days % 7, days))
const worked = year.filter((batches) => batches.length > 0)

it('makes 0.3 to 2 m³ on a working day', () => {
  expect(worked.length).toBeGreaterThan(270)
  for (const batches of worked) {
    const litres = batches.reduce((sum, batch) => sum + batch.litres, 0)
    expect(litres).toBeGreaterThanOrEqual(290)
    expect(litres).toBeLessThanOrEqual(2_010)
  }
})

it('works between half past seven and six in the evening', () => {
  for (const batches of worked) {
    const hours = batches.flatMap(({ from, to }) => [from, to]).map((at) => (at / 3_600_000 + 7) % 24)
    expect(Math.min(...hours)).toBeGreaterThanOrEqual(7.5)
    expect(Math.max(...hours)).toBeLessThan(18)
  }
})

it('follows from seed and day alone', () => {
  expect(dayOf(1, 3)).toEqual(dayOf(1, 3))
  expect(dayOf(1, 3)).not.toEqual(dayOf(2, 3))
})

it.each([
  { bath: 'dye bath', is: (water: Water) => phOf(water) > 10.4 && water.temperature < 40, low: 2, high: 8 },
  { bath: 'lorod', is: (water: Water) => water.temperature > 50, low: 1, high: 3 },
  { bath: 'acid fixing', is: (water: Water) => phOf(water) < 4.1, low: 0, high: 3 },
])('dumps $low to $high times a $bath on a working day, however small', ({ is, low, high }) => {
  const counts = worked.map((batches) => batches.filter(({ water }) => is(water)).length)
  expect(Math.min(...counts)).toBeGreaterThanOrEqual(low)
  expect(Math.max(...counts)).toBeLessThanOrEqual(high)
})
