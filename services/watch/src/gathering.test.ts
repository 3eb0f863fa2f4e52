import type { Parameter } from '@jernih/domain'
import type { Draft } from '@jernih/journal'
import { describe, expect, it } from 'vitest'
import { buffered, plantSite, reading, siteFile, started } from './testing/plant.ts'
import { play } from './testing/play.ts'

const begin = (windows: object, parameter: Parameter = 'cod') => [
  started(0),
  siteFile(0, plantSite({ outlet: { parameters: { flow: {}, [parameter]: { windows } } } })),
]
const series = (parameter: Parameter, from: number, values: readonly number[]) =>
  values.map((value, n) => reading(parameter, value, { at: from + n }))
const many = (count: number, value: number) => Array.from({ length: count }, () => value)

/** What is told of the windows alone. */
function told(drafts: Draft[]) {
  const { changes, steps } = play(drafts)
  const isOfWindow = (kind: string) => /repeated|mean|fast|load/.test(kind)
  return {
    steps: steps.filter(isOfWindow),
    changes: changes.filter(({ alarm }) => isOfWindow(alarm.kind)),
  }
}

describe('repeated', () => {
  const rule = begin({ repeated: { count: 3, of: 5 } })
  it('tells of a limit that is passed again and again, each time too shortly to be an alarm', () => {
    const { steps, changes } = told([
      ...rule,
      ...series('cod', 1, [200, 100, 200, 100, 200, 100, 100, 100, 100, 100]),
    ])
    expect(steps).toEqual(['cod-repeated-high raised @5', 'cod-repeated-high cleared @8'])
    expect(changes[0]?.alarm.limit).toMatchObject({ value: 150, citation: { source: expect.any(String) } })
  })
  it('forgives fewer', () => {
    expect(told([...rule, ...series('cod', 1, [200, 100, 100, 200, 100, 100, 200])]).steps).toEqual([])
  })
})

describe('a mean', () => {
  it('of an hour is judged once the hour is over', () => {
    const { steps, changes } = told([
      ...begin({ meanHour: {} }),
      ...series('cod', 0, [...many(40, 170), ...many(20, 130), 100]),
    ])
    expect(steps).toEqual(['cod-mean-hour-high raised @60'])
    expect(changes[0]?.alarm).toMatchObject({ value: (40 * 170 + 20 * 130) / 60, limit: { value: 150 } })
  })
  it('ends with an hour that keeps it', () => {
    const hours = [...many(60, 170), ...many(60, 100), 100]
    expect(told([...begin({ meanHour: {} }), ...series('cod', 0, hours)]).steps).toEqual([
      'cod-mean-hour-high raised @60',
      'cod-mean-hour-high cleared @120',
    ])
  })
  it('is held to its own band where it has one', () => {
    const { steps, changes } = told([
      ...begin({ mean2Minutes: { band: { low: 6.5, high: 8 } } }, 'ph'),
      ...series('ph', 0, [6, 6.2, 7, 7, 7]),
    ])
    expect(steps).toEqual(['ph-mean-2min-low raised @2', 'ph-mean-2min-low cleared @4'])
    expect(changes[0]?.alarm.limit).toMatchObject({ value: 6.5, citation: { source: 'sites/plant.yaml' } })
  })
  it('of a day is of the site’s own day', () => {
    const untilMidnight = 15 * 60
    const { steps } = told([
      ...begin({ meanDay: {} }),
      ...series('cod', 0, many(untilMidnight, 160)),
      reading('cod', 100, { at: untilMidnight }),
    ])
    expect(steps).toEqual([`cod-mean-day-high raised @${untilMidnight}`])
  })
  it('of less than half an hour’s readings is none', () => {
    expect(told([...begin({ meanHour: {} }), ...series('cod', 31, many(30, 200))]).steps).toEqual([])
  })
  it('is the same in one buffered message, with repeats and late ones', () => {
    const values = [...many(60, 170), 100]
    const sent = values.map((value, at) => ({ parameter: 'cod' as const, value, at }))
    const late = sent.slice(3, 9).map((one) => ({ ...one, value: 0 }))
    expect(told([...begin({ meanHour: {} }), buffered(61, sent), buffered(62, late)]).steps).toEqual([
      'cod-mean-hour-high raised @60',
    ])
  })
})

describe('a rate', () => {
  it('tells what rises too fast, and what falls', () => {
    const rising = Array.from({ length: 21 }, (_, n) => 50 + n)
    const { steps, changes } = told([...begin({ rate: { risingPerHour: 40 } }), ...series('cod', 0, rising)])
    expect(steps).toEqual(['cod-rising-fast raised @20'])
    expect(changes[0]?.alarm).toMatchObject({ value: 60, limit: { value: 40, unit: 'mg/L/h' } })
    const falling = rising.toReversed()
    expect(told([...begin({ rate: { fallingPerHour: 40 } }), ...series('cod', 0, falling)]).steps).toEqual([
      'cod-falling-fast raised @20',
    ])
  })
  it('leaves slower changes alone', () => {
    const values = Array.from({ length: 41 }, (_, n) => 50 + n / 2)
    expect(told([...begin({ rate: { risingPerHour: 40 } }), ...series('cod', 0, values)]).steps).toEqual([])
  })
})

describe('a load', () => {
  const hours = (count: number, flow: number) =>
    Array.from({ length: count * 60 }, (_, at) => [
      reading('flow', flow, { at }),
      reading('cod', 100, { at }),
    ]).flat()

  it('is told as soon as it is passed, and ends with the day', () => {
    const { steps, changes } = told([...begin({ load: { kgPerDay: 0.15 } }), ...hours(16, 1)])
    expect(steps).toEqual(['cod-load-high raised @91', 'cod-load-high cleared @900'])
    expect(changes[0]?.alarm.limit).toMatchObject({ value: 0.15, unit: 'kg/d' })
  })
  it('of water that does not flow is none', () => {
    expect(told([...begin({ load: { kgPerDay: 0.001 } }), ...hours(3, 0)]).steps).toEqual([])
  })
})

it('ends with a note when its rule is removed', () => {
  const { changes } = told([
    ...begin({ repeated: { count: 1, of: 2 } }),
    ...series('cod', 1, [200]),
    siteFile(2, plantSite({ outlet: { parameters: { cod: {}, flow: {} } } })),
  ])
  expect(changes.at(-1)?.transition).toMatchObject({
    step: 'cleared',
    note: expect.stringMatching(/rule was removed/),
  })
})
