import type { Draft } from '@jernih/journal'
import { describe, expect, it } from 'vitest'
import {
  begin,
  cod,
  minute,
  nine,
  plantSite,
  reading,
  siteFile,
  started,
  state,
  up,
} from './testing/plant.ts'
import { play } from './testing/play.ts'

/** COD that fails by the tests given, once a minute in `[from, to]`. */
const failing = (value: number, tests: string, [from, to]: [number, number]) =>
  Array.from({ length: to - from + 1 }, (_, n) => reading('cod', value, { at: from + n, flag: 4, tests }))
const flat = (value: number, span: [number, number]) => failing(value, '11141', span)
const good = (value: number, ...minutes: number[]) => minutes.map((at) => reading('cod', value, { at }))

describe('a flat line that fails', () => {
  it.each<{ story: string; drafts: Draft[]; steps: string[] }>([
    {
      story: 'beyond the limit raises its alarm beside the sensor’s, and good readings confirm it',
      drafts: [...flat(500, [1, 4]), ...good(480, 5, 6)],
      steps: ['cod-sensor-failed raised @2', 'cod-limit-high raised @2', 'cod-limit-high confirmed @5'],
    },
    {
      story: 'on the limit’s other side counts as well',
      drafts: [1, 2].map((at) => reading('ph', 2, { at, flag: 4, tests: '31149' })),
      steps: ['ph-sensor-failed raised @2', 'ph-limit-low raised @2'],
    },
    {
      story: 'at a good value raises nothing but the sensor’s alarm',
      drafts: flat(100, [1, 4]),
      steps: ['cod-sensor-failed raised @2'],
    },
    {
      story: 'near the limit is no approach to it',
      drafts: flat(145, [1, 4]),
      steps: ['cod-sensor-failed raised @2'],
    },
    {
      story: 'at a good value ends no violation; good readings do',
      drafts: [...cod(200, 200), ...flat(100, [3, 8]), ...good(100, 9, 10, 11)],
      steps: [
        'cod-limit-high raised @2',
        'cod-sensor-failed raised @4',
        'cod-sensor-failed cleared @11',
        'cod-limit-high cleared @11',
      ],
    },
    {
      story: 'beyond the limit keeps a violation open, and tells of no lost data',
      drafts: up(10, [...cod(200, 200), ...flat(500, [3, 10])]),
      steps: ['cod-limit-high raised @2', 'ph-no-data raised @3', 'cod-sensor-failed raised @4'],
    },
    {
      story: 'at a good value leaves a violation without data',
      drafts: up(5, [...cod(200, 200), ...flat(100, [3, 5])]),
      steps: [
        'cod-limit-high raised @2',
        'ph-no-data raised @3',
        'cod-sensor-failed raised @4',
        'cod-limit-high data-lost @5',
      ],
    },
    {
      story: 'beyond the limit says nothing of the water where another test failed too',
      drafts: [...failing(500, '14141', [1, 3]), ...failing(500, '42229', [4, 6])],
      steps: ['cod-sensor-failed raised @2'],
    },
    {
      story: 'beyond the limit is in no alarm while the point is calibrated',
      drafts: [state(0.5, 'calibration'), ...flat(500, [1, 4])],
      steps: ['cod-sensor-failed raised @2'],
    },
  ])('$story', ({ drafts, steps }) => {
    expect(play([...begin, ...drafts]).steps).toEqual(steps)
  })

  it('is told of as unconfirmed', () => {
    const { changes } = play([...begin, ...flat(500, [1, 2]), ...good(480, 3)])
    const ofLimit = changes.filter(({ alarm }) => alarm.kind === 'limit-high')
    expect(ofLimit.map(({ transition, alarm }) => [transition.step, alarm.confirmed])).toEqual([
      ['raised', false],
      ['confirmed', true],
    ])
  })

  it('of standing water is a violation once the water flows', () => {
    const outlet = { discharging: { flowAbove: 0.05 }, parameters: { cod: {}, flow: {} } }
    const flows = [0, 0, 1, 1].map((value, n) => reading('flow', value, { at: n + 1 }))
    const drafts = flat(500, [1, 4]).flatMap((draft, n) => [flows[n] ?? draft, draft])
    const { active } = play([started(0), siteFile(0, plantSite({ outlet })), ...drafts])
    expect(active.map(({ kind, since, confirmed }) => [kind, (since - nine) / minute, confirmed])).toEqual([
      ['sensor-failed', 1, true],
      ['standing-high', 1, false],
      ['limit-high', 3, false],
    ])
  })

  it('is in no window, whose figure one good reading would confirm', () => {
    const windows = { repeated: { count: 2, of: 3 }, mean2Minutes: {}, meanHour: {}, load: { kgPerDay: 0.1 } }
    const outlet = { parameters: { cod: { windows }, flow: {} } }
    const water = [...flat(500, [0, 60]), ...good(100, 61)]
    const drafts = water.flatMap((draft, at) => [reading('flow', 1, { at }), draft])
    const { active } = play([started(0), siteFile(0, plantSite({ outlet })), ...drafts])
    expect(active.map(({ kind, confirmed }) => [kind, confirmed])).toEqual([
      ['sensor-failed', true],
      ['limit-high', false],
    ])
  })
})
