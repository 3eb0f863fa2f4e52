import type { Draft } from '@jernih/journal'
import { describe, expect, it } from 'vitest'
import {
  act,
  buffered,
  inlet,
  link,
  minute,
  nine,
  plantSite,
  reading,
  siteFile,
  started,
  state,
  status,
  tick,
} from './testing/plant.ts'
import { play } from './testing/play.ts'

const begin = [started(0), siteFile(0, plantSite())]

/** One COD value a minute from minute 1 on. */
const cod = (...values: number[]) => values.map((value, n) => reading('cod', value, { at: n + 1 }))
/** A tick every half minute, the longest that says we were there all the time. */
const ticks = (first: number, last: number) =>
  Array.from({ length: 2 * (last - first) + 1 }, (_, n) => tick(first + n / 2))
/** With ticks from the beginning to minute `last`, each after what came by then. */
const up = (last: number, drafts: Draft[]) =>
  [...drafts, ...ticks(0, last)].toSorted((one, other) => one.receivedAt - other.receivedAt)

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
      'cod-limit-high cleared @7',
      'clock-skew cleared @7',
    ],
  },
  {
    story: 'our own absence is nobody’s silence',
    drafts: [...up(1, cod(100)), started(60), ...ticks(60, 62.5)],
    steps: [],
  },
  {
    story: 'nor is an hour of which we wrote nothing down, with no start after it',
    drafts: [...up(1, [...cod(100), link(1, false)]), ...ticks(60, 60.5), reading('ph', 7, { at: 60.8 })],
    steps: [],
  },
  {
    story: 'a site whose file went away while the station was down is watched no longer',
    drafts: [...cod(160, 160), started(60, []), tick(70)],
    steps: ['cod-limit-high raised @2', 'cod-limit-high cleared @60'],
  },
  {
    story: 'a point that says it is stopped owes no data until it runs again',
    drafts: up(64, [state(3.5, 'stopped'), state(61, 'running')]),
    steps: [
      'cod-no-data raised @3',
      'ph-no-data raised @3',
      'cod-no-data cleared @3.5',
      'ph-no-data cleared @3.5',
      'cod-no-data raised @64',
      'ph-no-data raised @64',
    ],
  },
  {
    story: 'what is measured in calibration is not the water, whenever it comes',
    drafts: [
      reading('cod', 200, { at: 1 }),
      state(1.5, 'calibration'),
      reading('cod', 900, { at: 2 }),
      state(4, 'running'),
      reading('cod', 900, { at: 3, received: 4 }),
      reading('cod', 200, { at: 5 }),
      reading('cod', 200, { at: 6 }),
    ],
    steps: ['cod-limit-high raised @6'],
  },
  {
    story: 'a calibration that nobody ends is over after an hour: limits bind again, and silence is silence',
    drafts: [
      ...up(65, [
        state(1, 'calibration'),
        state(40, 'calibration'),
        ...[1, 59].map((at) => reading('cod', 900, { at })),
        ...[61, 62].map((at) => reading('cod', 900, { at })),
      ]),
    ],
    steps: [
      'cod-limit-high raised @62',
      'ph-no-data raised @64',
      'cod-no-data raised @65',
      'cod-limit-high data-lost @65',
    ],
  },
  {
    story: 'how long a calibration may take is the site’s to say',
    drafts: [
      siteFile(0, plantSite({ rules: { calibration: { maxMinutes: 5 } } })),
      state(1, 'calibration'),
      ...[5, 6, 7].map((at) => reading('cod', 900, { at })),
      state(8, 'running'),
    ],
    steps: ['cod-limit-high raised @7'],
  },
  {
    story: 'calibration does not end a violation',
    drafts: [
      ...cod(200, 200),
      state(2.5, 'calibration'),
      ...[3, 4, 5, 6].map((at) => reading('cod', 0, { at })),
    ],
    steps: ['cod-limit-high raised @2'],
  },
  {
    story: 'a device that went is missed after the on-delay, and found by its next word',
    drafts: up(2, [link(1, false), reading('cod', 100, { at: 2.5 })]),
    steps: ['device-offline raised @2', 'device-offline cleared @2.5'],
  },
  {
    story: 'a device that comes right back is not missed',
    drafts: up(4, [status(1, false), status(1.5, true), link(2, false), link(2.5, true)]),
    steps: ['cod-no-data raised @3', 'ph-no-data raised @3'],
  },
  {
    story: 'after our own absence a device has time to come back',
    drafts: [link(1, false), started(60), ...ticks(60, 61)],
    steps: ['device-offline raised @61'],
  },
  {
    story: 'a device that was there when we stopped and never returns is missed',
    drafts: [link(1, true), started(60), ...ticks(60, 61), ...ticks(61.5, 62)],
    steps: ['device-offline raised @61'],
  },
  {
    story: 'one that does return is not',
    drafts: [link(1, true), started(60), ...ticks(60, 60.5), link(60.7, true), ...ticks(61, 62)],
    steps: [],
  },
  {
    story: 'a device that says goodbye is not missed, neither now nor after our own absence',
    drafts: [
      ...up(3.5, [
        link(1, true),
        reading('ph', 7, { at: 2 }),
        reading('cod', 100, { at: 2 }),
        link(2, false, true),
      ]),
      started(60),
      ...ticks(60, 62),
    ],
    steps: [],
  },
]

it.each(stories)('$story', ({ drafts, steps }) => {
  expect(play([...begin, ...drafts]).steps).toEqual(steps)
})

describe('a device’s clock', () => {
  /** One message a minute, each `delay` minutes after its reading. */
  const delayed = (delays: number[]) =>
    delays.map((delay, n) => reading('cod', 100, { at: n + 1 - delay, received: n + 1 }))
  const skews = (drafts: Draft[]) =>
    play([...begin, ...drafts]).steps.filter((step) => step.startsWith('clock-skew'))

  it('shows at once when it is ahead', () => {
    const { active } = play([...begin, ...delayed([0, -3])])
    expect(active).toMatchObject([{ kind: 'clock-skew', value: 180, priority: 'low' }])
  })

  it('is behind when no message of ten minutes came in time', () => {
    expect(skews(delayed(Array(10).fill(30)))).toEqual([])
    expect(skews(delayed(Array(12).fill(30)))).toEqual(['clock-skew raised @11'])
    expect(play([...begin, ...delayed(Array(12).fill(30))]).active[0]?.value).toBe(-1_800)
  })

  it('is behind when it is twenty minutes late among readings that come now and then later', () => {
    expect(skews(delayed(Array.from({ length: 12 }, (_, n) => 20 + (n % 3) / 2)))).toEqual([
      'clock-skew raised @11',
    ])
  })

  it('is not blamed for what was buffered', () => {
    const catchingUp = Array.from({ length: 30 }, (_, n) => 60 - 2 * n)
    expect(skews(delayed(catchingUp))).toEqual([])
    expect(skews(delayed([...Array(9).fill(30), 0, ...Array(9).fill(30)]))).toEqual([])
  })

  /** A device that measures once a minute, and sends what it kept one message after another, oldest first. */
  const drained = ({ backlog, every }: { backlog: number; every: number }) => {
    const drafts: Draft[] = []
    for (let at = 1, received = backlog; at < received; at++, received += every)
      drafts.push(reading('cod', 100, { at, received }))
    return drafts
  }
  it.each([
    { story: 'an hour kept, sent at a message every half minute', backlog: 60, every: 0.5 },
    { story: 'half a day kept, sent at a message a second', backlog: 720, every: 1 / 60 },
  ])('is not blamed for $story', (given) => {
    const drafts = drained(given)
    expect(drafts.length).toBeGreaterThan(100)
    expect(skews(drafts)).toEqual([])
  })

  it('is not blamed where averages bear the time at which they began', () => {
    const site = siteFile(0, plantSite({ outlet: { intervalSeconds: 120 } }))
    const averages = Array.from({ length: 30 }, (_, n) =>
      reading('cod', 100, { at: 2 * n, received: 2 * n + 2.05 }),
    )
    expect(skews([site, ...averages])).toEqual([])
  })

  it('is right again when messages come in time for a while', () => {
    expect(skews(delayed([-3, 0, 0, 0]))).toEqual(['clock-skew raised @1', 'clock-skew cleared @4'])
  })
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
