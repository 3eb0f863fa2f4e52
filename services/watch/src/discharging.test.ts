import type { Draft } from '@jernih/journal'
import { describe, expect, it } from 'vitest'
import { buffered, plantSite, reading, siteFile, started } from './testing/plant.ts'
import { play } from './testing/play.ts'

const gated = plantSite({ outlet: { discharging: { flowAbove: 0.05 }, parameters: { cod: {}, flow: {} } } })
const begin = [started(0), siteFile(0, gated)]

/** COD and flow (null: not measured) one message a minute, from minute 1 on. */
function water(...minutes: [cod: number, flow: number | null][]): Draft[] {
  return minutes.map(([cod, flow], n) => {
    const at = n + 1
    const flows = flow === null ? [] : [{ parameter: 'flow' as const, value: flow, at }]
    return buffered(at, [{ parameter: 'cod', value: cod, at }, ...flows])
  })
}

it.each([
  {
    story: 'water over the limit that flows is a violation',
    drafts: water([200, 1], [200, 1]),
    steps: ['cod-limit-high raised @2'],
  },
  {
    story: 'water over the limit that stands is warned of, and becomes a violation when it flows',
    drafts: water([200, 0], [200, 0], [200, 1], [200, 1], [200, 1]),
    steps: ['cod-standing-high raised @2', 'cod-limit-high raised @4', 'cod-standing-high cleared @5'],
  },
  {
    story: 'a violation ends with the flow',
    drafts: water([200, 1], [200, 1], [200, 0], [200, 0], [200, 0]),
    steps: ['cod-limit-high raised @2', 'cod-standing-high raised @4', 'cod-limit-high cleared @5'],
  },
  {
    story: 'a trickle at the threshold is no flow',
    drafts: water([200, 0.05], [200, 0.05]),
    steps: ['cod-standing-high raised @2'],
  },
  {
    story: 'an unknown flow counts as flowing',
    drafts: water([200, null], [200, null]),
    steps: ['cod-limit-high raised @2'],
  },
  {
    story: 'a stale flow counts as flowing',
    drafts: water(
      [100, 0],
      ...Array.from({ length: 3 }, (): [number, null] => [100, null]),
      [200, null],
      [200, null],
    ),
    steps: ['cod-limit-high raised @6'],
  },
  {
    story: 'a failed flow counts as flowing',
    drafts: [1, 2].flatMap((at) => [reading('flow', 0, { at, flag: 4 }), reading('cod', 200, { at })]),
    steps: ['cod-limit-high raised @2', 'flow-sensor-failed raised @2'],
  },
  {
    story: 'a buffered hour is judged by the flow in it, whatever order it comes in',
    drafts: [
      buffered(9, [
        ...[1, 2, 3].map((at) => ({ parameter: 'cod' as const, value: 200, at })),
        ...[1, 2, 3].map((at) => ({ parameter: 'flow' as const, value: at === 3 ? 1 : 0, at })),
      ]),
    ],
    steps: ['cod-standing-high raised @2'],
  },
])('$story', ({ drafts, steps }) => {
  expect(play([...begin, ...drafts]).steps.toSorted()).toEqual(steps.toSorted())
})

it('warns of standing water below a violation', () => {
  const { active } = play([...begin, ...water([200, 0], [200, 0])])
  expect(active).toMatchObject([
    { kind: 'standing-high', priority: 'medium', limit: { value: 150, unit: 'mg/L' } },
  ])
})

describe('a slow probe', () => {
  const slow = plantSite({
    outlet: { discharging: { flowAbove: 0.05 }, parameters: { cod: { responseSeconds: 180 }, flow: {} } },
  })

  it.each([
    {
      story: 'tells of water that left a moment ago: a violation',
      drafts: water([100, 1], [100, 1], [200, 0], [200, 0]),
      steps: ['cod-limit-high raised @4'],
    },
    {
      story: 'tells, later than its response, of water that stands',
      drafts: water(
        [100, 1],
        ...Array.from({ length: 4 }, (): [number, number] => [100, 0]),
        [200, 0],
        [200, 0],
      ),
      steps: ['cod-standing-high raised @7'],
    },
    {
      story: 'knows nothing of what leaves only after it',
      drafts: water([200, 0], [200, 0], [100, 1]),
      steps: ['cod-standing-high raised @2'],
    },
  ])('$story', ({ drafts, steps }) => {
    expect(play([started(0), siteFile(0, slow), ...drafts]).steps.toSorted()).toEqual(steps.toSorted())
  })
})
