import type { Draft } from '@jernih/journal'
import { describe, expect, it } from 'vitest'
import {
  act,
  begin,
  buffered,
  cod,
  inlet,
  minute,
  nine,
  plantSite,
  reading,
  siteFile,
  started,
  state,
  tick,
  ticks,
  up,
} from './testing/plant.ts'
import { play } from './testing/play.ts'

const stories: { story: string; drafts: Draft[]; steps: string[] }[] = [
  {
    story: 'a limit is exceeded and kept again; its approach gives way to it',
    drafts: cod(140, 140, 160, 165, 130, 130, 130),
    steps: [
      'cod-approaching-high raised @2',
      'cod-limit-high raised @4',
      'cod-approaching-high cleared @4',
      'cod-limit-high cleared @7',
    ],
  },
  {
    story: 'a jump over the limit raises the limit’s alarm alone',
    drafts: cod(100, 200, 200, 200),
    steps: ['cod-limit-high raised @3'],
  },
  {
    story: 'after the limit, its approach is watched again',
    drafts: cod(200, 200, 140, 140, 140, 140, 140),
    steps: ['cod-limit-high raised @2', 'cod-limit-high cleared @5', 'cod-approaching-high raised @6'],
  },
  {
    story: 'a band has two sides, each with an approach from its middle',
    drafts: [8.9, 8.9, 5, 5].map((value, n) => reading('ph', value, { at: n + 1 })),
    steps: ['ph-approaching-high raised @2', 'ph-limit-low raised @4'],
  },
  {
    story: 'limits bind the outlet alone',
    drafts: [1, 2, 3].map((at) => reading('cod', 900, { at, point: inlet })),
    steps: [],
  },
  {
    story: 'a buffered hour is judged by the times in it',
    drafts: [
      buffered(
        60,
        [100, 200, 200, 100, 100, 100, 200, 200].map((value, n) => ({ parameter: 'cod', value, at: n + 1 })),
      ),
    ],
    steps: ['cod-limit-high raised @3', 'cod-limit-high cleared @6', 'cod-limit-high raised @8'],
  },
  {
    story: 'late readings and repeats are nothing to an alarm',
    drafts: [
      ...cod(100, 100, 100),
      ...[1, 2, 3, 3, 0].map((at) => reading('cod', 900, { at, received: 4 })),
      reading('cod', 100, { at: 4 }),
    ],
    steps: [],
  },
  {
    story: 'failed readings raise a sensor’s alarm, and keep a violation open',
    drafts: [...cod(200, 200), ...[3, 4].map((at) => reading('cod', 0, { at, flag: 4 }))],
    steps: ['cod-limit-high raised @2', 'cod-sensor-failed raised @4'],
  },
  {
    story: 'a return that falls silent begins anew, and one good value is no clean water for all that time',
    drafts: [
      ...cod(200, 200, 100),
      ...[4, 5, 6, 7].map((at) => reading('cod', 0, { at, flag: 4 })),
      ...[8, 9, 10].map((at) => reading('cod', 100, { at })),
    ],
    steps: [
      'cod-limit-high raised @2',
      'cod-sensor-failed raised @5',
      'cod-sensor-failed cleared @10',
      'cod-limit-high cleared @10',
    ],
  },
  {
    story: 'two spikes with a silent night between them are two spikes',
    drafts: [...cod(200), ...[600, 601].map((at) => reading('cod', 200, { at }))],
    steps: ['cod-limit-high raised @601'],
  },
  {
    story: 'a probe that measures now and then does not escape its alarm',
    drafts: [...cod(200), ...[5, 9, 13].map((at) => reading('cod', 200, { at }))],
    steps: ['cod-limit-high raised @5'],
  },
  {
    story: 'a point that stops has no violation pending; to say so again changes nothing',
    drafts: [
      ...cod(200),
      state(1.5, 'stopped'),
      reading('cod', 200, { at: 2 }),
      state(2.5, 'stopped'),
      reading('cod', 200, { at: 3 }),
    ],
    steps: ['cod-limit-high raised @3'],
  },
  {
    story: 'a probe that is unplugged and reads 0 does not end a violation',
    drafts: [...cod(200, 200), ...[3, 4, 5, 6, 7].map((at) => reading('cod', 0, { at, flag: 3 }))],
    steps: ['cod-limit-high raised @2'],
  },
  {
    story: 'a sensor is sound again with readings that do not fail, suspect or not',
    drafts: [1, 2, 3, 4, 5].map((at) => reading('cod', 100, { at, flag: at < 3 ? 4 : 3 })),
    steps: ['cod-sensor-failed raised @2', 'cod-sensor-failed cleared @5'],
  },
  {
    story: 'silence during a violation keeps it open, and data that return go on from there',
    drafts: up(7, [...cod(200, 200), ...[8, 9, 10].map((at) => reading('cod', 100, { at }))]),
    steps: [
      'cod-limit-high raised @2',
      'ph-no-data raised @3',
      'cod-no-data raised @5',
      'cod-limit-high data-lost @5',
      'cod-no-data cleared @8',
      'cod-limit-high data-returned @8',
      'cod-limit-high cleared @10',
    ],
  },
  {
    story: 'a backlog that comes after a silence does not give the data back until it is fresh',
    drafts: up(11.5, [
      ...cod(200, 200),
      ...[3, 4, 5, 6, 7, 8, 9].map((at, n) => reading('cod', 200, { at, received: 9.9 + n / 4 })),
      reading('cod', 200, { at: 11.7 }),
      reading('ph', 7, { at: 11.7 }),
    ]),
    steps: [
      'cod-limit-high raised @2',
      'ph-no-data raised @3',
      'cod-no-data raised @5',
      'cod-limit-high data-lost @5',
      'cod-no-data cleared @11.7',
      'cod-limit-high data-returned @11.7',
      'ph-no-data cleared @11.7',
    ],
  },
  {
    story: 'no data ends with a reading that is fresh for an interval more, and when that came',
    drafts: up(11, [
      ...cod(100),
      reading('cod', 100, { at: 8, received: 10.4 }),
      reading('cod', 100, { at: 10, received: 11.5 }),
      reading('ph', 7, { at: 11.5 }),
    ]),
    steps: [
      'ph-no-data raised @3',
      'cod-no-data raised @4',
      'cod-no-data cleared @11.5',
      'ph-no-data cleared @11.5',
    ],
  },
  {
    story: 'no data counts from the time of measurement: an old reading that comes now is no data',
    drafts: up(5, [...cod(100), reading('cod', 100, { at: 1.5, received: 5 })]),
    steps: ['ph-no-data raised @3', 'cod-no-data raised @4'],
  },
  {
    story: 'a reading from the future is not fresher than its receipt',
    drafts: up(4, [reading('cod', 100, { at: 30, received: 1 }), reading('ph', 7, { at: 2.5 })]),
    steps: ['clock-skew raised @1', 'cod-no-data raised @4'],
  },
  {
    story: 'one message from the future does not hide what is measured after it, nor does its repeat',
    drafts: [
      reading('cod', 100, { at: 61, received: 1 }),
      ...[2, 3].map((at) => reading('cod', 200, { at })),
      reading('cod', 100, { at: 61, received: 3.5, repeat: 'same' }),
      ...[4, 5, 6].map((at) => reading('cod', 100, { at })),
    ],
    steps: [
      'clock-skew raised @1',
      'cod-limit-high raised @3',
      'cod-limit-high cleared @6',
      'clock-skew cleared @6',
    ],
  },
  {
    story: 'a clock that is ahead is read by ours, in readings and in states',
    drafts: [
      ...[1, 2].map((at) => reading('cod', 200, { at: at + 30, received: at })),
      state(2.5, 'calibration', 32.5),
      reading('cod', 100, { at: 33, received: 3 }),
      state(4, 'running'),
      ...[5, 6, 7].map((at) => reading('cod', 100, { at })),
    ],
    steps: [
      'clock-skew raised @1',
      'cod-limit-high raised @2',
      'cod-limit-high suppressed @2.5',
      'cod-limit-high unsuppressed @4',
      'cod-limit-high cleared @7',
      'clock-skew cleared @7',
    ],
  },
  {
    story: 'a site whose file went away while the station was down is watched no longer',
    drafts: [...cod(160, 160), started(60, []), tick(70)],
    steps: ['cod-limit-high raised @2', 'cod-limit-high cleared @60'],
  },
]

it.each(stories)('$story', ({ drafts, steps }) => {
  expect(play([...begin, ...drafts]).steps).toEqual(steps)
})

describe('a site’s file that changes', () => {
  const stricter = plantSite({
    permit: [
      {
        parameter: 'cod',
        band: { high: 90 },
        citation: { source: 'permit', verified: true },
        validFrom: '2026-01-01',
      },
    ],
  })

  it('judges nothing that is past, and goes on under the new setting', () => {
    const { steps } = play([...begin, ...cod(100, 100, 100), siteFile(3.5, stricter)])
    expect(steps).toEqual([])
    const after = play([...begin, ...cod(100, 100, 100), siteFile(3.5, stricter), ...cod(0, 0, 0, 100, 100)])
    expect(after.steps).toEqual(['cod-limit-high raised @5'])
  })

  it('keeps an alarm that stands, with its id', () => {
    const { active, steps } = play([
      ...begin,
      ...cod(200, 200),
      siteFile(2.5, stricter),
      ...cod(0, 0, 200, 200),
    ])
    expect(steps).toEqual(['cod-limit-high raised @2'])
    expect(active).toMatchObject([{ id: 'plant.outlet.cod-limit-high.2', limit: { value: 150 } }])
  })

  it.each([
    { what: 'the site', site: null, note: /point was removed/ },
    {
      what: 'its parameter',
      site: plantSite({ outlet: { parameters: { ph: {} } } }),
      note: /parameter was removed/,
    },
    { what: 'its limit', site: plantSite({ outlet: { kind: 'process' } }), note: /no such limit/ },
  ])('ends an alarm with a note when $what is gone', ({ site, note }) => {
    const { changes, active } = play([...begin, ...cod(200, 200), siteFile(2.5, site)])
    expect(active).toEqual([])
    expect(changes.at(-1)).toMatchObject({
      alarm: { status: 'cleared', clearedAt: nine + 2.5 * minute },
      transition: { step: 'cleared', note: expect.stringMatching(note) },
    })
  })
})

it.each([
  { kind: 'sensor-failed', drafts: [1, 2].map((at) => reading('cod', 0, { at, flag: 4 })) },
  { kind: 'no-data', drafts: ticks(0, 4) },
])('there is no doubt about $kind', ({ kind, drafts }) => {
  const { active } = play([...begin, ...drafts])
  expect(active.find((alarm) => alarm.kind === kind)?.confirmed).toBe(true)
})

describe('suspect readings', () => {
  it('raise an alarm that good ones then confirm', () => {
    const suspects = [1, 2].map((at) => reading('cod', 500, { at, flag: 3 }))
    const { changes } = play([...begin, ...suspects, reading('cod', 500, { at: 3 })])
    expect(changes.map(({ alarm, transition }) => [transition.step, alarm.confirmed])).toEqual([
      ['raised', false],
      ['confirmed', true],
    ])
  })
})

it('shelves an alarm until its time has come', () => {
  const alarm = 'plant.outlet.cod-limit-high.2'
  const { steps } = play([
    ...begin,
    ...cod(200, 200),
    reading('ph', 7, { at: 2 }),
    act(2.5, alarm, { shelveUntil: 3.5 }),
    tick(3),
    tick(4),
    act(4, alarm, 'acknowledge'),
  ])
  expect(steps).toEqual([
    'cod-limit-high raised @2',
    'cod-limit-high shelved @2.5',
    'cod-limit-high unshelved @3.5',
    'cod-limit-high acknowledged @4',
  ])
})

it('keeps each day by its own limits', () => {
  const before = (Date.parse('2025-09-03T23:58:00+07:00') - nine) / minute
  const readings = [0, 1, 2, 3].map((n) => reading('ph', 7, { at: before + n }))
  const colour = { kind: 'outlet', parameters: { temperature: {} } }
  const warm = [0, 1, 2, 3].map((n) => reading('temperature', 40, { at: before + n }))
  expect(play([siteFile(before - 1, plantSite()), ...readings]).steps).toEqual([])
  const { steps, changes } = play([siteFile(before - 1, plantSite({ outlet: colour })), ...warm])
  expect(steps).toHaveLength(1)
  expect(changes[0]?.alarm.since).toBe(Date.parse('2025-09-04T00:00:00+07:00'))
})

it('raises each alarm as grave as the site’s file says', () => {
  const parameters = {
    cod: {
      rules: { limit: { priority: 'critical' } },
      windows: { repeated: { count: 1, of: 2, priority: 'low' } },
    },
    ph: {},
  }
  const { active } = play([
    started(0),
    siteFile(0, plantSite({ outlet: { parameters } })),
    ...[1, 2].flatMap((at) => [reading('cod', 200, { at }), reading('ph', 10, { at })]),
  ])
  expect(
    active.map(({ parameter, kind, priority }) => `${parameter} ${kind} ${priority}`).toSorted(),
  ).toEqual(['cod limit-high critical', 'cod repeated-high low', 'ph limit-high high'])
})
