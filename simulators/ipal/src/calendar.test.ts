import { expect, it } from 'vitest'
import { batikCalendar } from './calendar.ts'

const workOn = (day: string) => batikCalendar(Temporal.PlainDate.from(day))

it.each([
  ['a Sunday', '2026-11-22'],
  ['Independence Day', '2026-08-17'],
  ['Good Friday', '2026-04-03'],
  ['Ascension', '2026-05-14'],
  ['Imlek', '2026-02-17'],
  ['Idul Adha', '2026-05-27'],
  ['the eve of Idul Fitri', '2026-03-18'],
  ['Idul Fitri', '2026-03-20'],
  ['the week of Idul Fitri', '2026-03-25'],
])('rests on %s, %s', (_, day) => expect(workOn(day)).toBeNull())

it('is quiet around Lebaran and busiest before Batik Day', () => {
  const ordinary = workOn('2026-11-24')?.litres
  const lebaran = workOn('2026-03-30')?.litres
  const beforeBatikDay = workOn('2026-09-15')?.litres
  expect(ordinary?.high).toBeGreaterThan(lebaran?.high ?? 0)
  expect(beforeBatikDay?.low).toBeGreaterThan(ordinary?.low ?? 0)
  expect(workOn('2026-10-03')?.litres).toEqual(ordinary)
})
