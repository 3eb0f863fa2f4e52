import type { Draft } from '@jernih/journal'
import { expect, it } from 'vitest'
import { begin, link, reading, ticks } from './testing/plant.ts'
import { play } from './testing/play.ts'

/** Five hours ahead, then right again from minute 10 on: a device without a clock gets the station's time. */
const ahead = (minutes: number) => 300 + minutes

const stories: { story: string; drafts: Draft[]; steps: string[] }[] = [
  {
    story: 'an alarm is raised under the right time, though a calm value came under a later one',
    drafts: [
      reading('cod', 100, { at: ahead(1) }),
      reading('cod', 200, { at: 10 }),
      reading('cod', 200, { at: 11 }),
    ],
    steps: ['cod-limit-high raised @11'],
  },
  {
    story:
      'an alarm that was raised under a later time ends under the right one, and is no second alarm meanwhile',
    drafts: [
      reading('cod', 200, { at: ahead(1) }),
      reading('cod', 200, { at: ahead(2) }),
      ...[10, 11].map((at) => reading('cod', 200, { at })),
      ...[12, 13, 14].map((at) => reading('cod', 100, { at })),
    ],
    steps: [`cod-limit-high raised @${ahead(2)}`, 'cod-limit-high cleared @14'],
  },
  {
    story: 'silence is noticed after the usual time, and not hours later',
    drafts: [reading('cod', 100, { at: ahead(1) }), reading('ph', 7, { at: ahead(1) }), ...ticks(10, 13)],
    steps: ['cod-no-data raised @13', 'ph-no-data raised @13'],
  },
  {
    story: 'a device that was lost under a later time is missed after the usual time',
    drafts: [link(ahead(1), true), link(ahead(2), false), ...ticks(10, 11)],
    steps: ['device-offline raised @11'],
  },
  {
    story: 'a clock that is set back by seconds changes nothing: what is older than the newest is late',
    drafts: [
      reading('cod', 100, { at: 2 }),
      reading('cod', 200, { at: 1.6 }),
      reading('cod', 200, { at: 1.9 }),
    ],
    steps: [],
  },
]

it.each(stories)('set back: $story', ({ drafts, steps }) => {
  expect(play([...begin, ...drafts]).steps).toEqual(steps)
})
