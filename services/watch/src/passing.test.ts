import type { Draft } from '@jernih/journal'
import { expect, it } from 'vitest'
import {
  begin,
  cod,
  link,
  plantSite,
  reading,
  siteFile,
  started,
  state,
  status,
  ticks,
  up,
} from './testing/plant.ts'
import { play } from './testing/play.ts'

const stories: { story: string; drafts: Draft[]; steps: string[] }[] = [
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
    story: 'calibration does not end a violation, and withholds it',
    drafts: [
      ...cod(200, 200),
      state(2.5, 'calibration'),
      ...[3, 4, 5, 6].map((at) => reading('cod', 0, { at })),
    ],
    steps: ['cod-limit-high raised @2', 'cod-limit-high suppressed @2.5'],
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
