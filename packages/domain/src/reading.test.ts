import { describe, expect, it } from 'vitest'
import { TestResults } from './flag.ts'
import { PointId, pointName, SiteId } from './identifier.ts'
import { JudgedReading, Reading, seriesName } from './reading.ts'

const reading = { parameter: 'cod', value: 96.4, at: 1_795_486_392_000 }

describe('a reading', () => {
  it('is a parameter, a value and a time', () => expect(Reading.parse(reading)).toEqual(reading))

  it.each([
    { story: 'not a number', given: { ...reading, value: Number.NaN } },
    { story: 'endless', given: { ...reading, value: Number.POSITIVE_INFINITY } },
    { story: 'a number in a text', given: { ...reading, value: '96.4' } },
    { story: 'of an unknown parameter', given: { ...reading, parameter: 'mercury' } },
    { story: 'without a time', given: { parameter: 'cod', value: 96.4 } },
    { story: 'with more than it should have', given: { ...reading, unit: 'mg/L' } },
  ])('$story is refused', ({ given }) => expect(Reading.safeParse(given).success).toBe(false))
})

it('a judged reading has one digit a test', () => {
  const judged = { ...reading, flag: 3, tests: '11131', late: false, repeat: 'no' }
  expect(JudgedReading.parse(judged)).toEqual(judged)
  expect(TestResults.safeParse('1113').success).toBe(false)
  expect(TestResults.safeParse('11151').success).toBe(false)
})

it('names of points and series tell them apart', () => {
  const key = { site: SiteId.parse('mojokerto-batik'), point: PointId.parse('outlet') }
  expect(pointName(key)).toBe('mojokerto-batik/outlet')
  expect(seriesName({ ...key, parameter: 'cod' })).toBe('mojokerto-batik/outlet/cod')
})
