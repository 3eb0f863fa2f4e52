import type { AlarmKind } from '@jernih/domain'
import { expect, it } from 'vitest'
import { createActors } from './actors.ts'
import { advise } from './advice.ts'

const second = 1_000
const hour = 3_600_000
const now = 100 * hour

interface Given {
  kind?: AlarmKind
  /** Seconds of the raising, the end and the acknowledgement; what has no end stands. */
  episodes: { raised: number; ended?: number; acknowledged?: number }[]
}

function actorOf({ kind = 'limit-high', episodes }: Given) {
  const actors = createActors(now)
  episodes.forEach(({ raised, ended, acknowledged }, n) => {
    actors.see({
      id: `mojokerto-batik.outlet.cod-${kind}.${n}`,
      alarm: `mojokerto-batik.outlet.cod-${kind}`,
      kind,
      priority: 'high',
      since: (raised - 5) * second,
      raisedAt: raised * second,
      endedAt: ended === undefined ? null : ended * second,
      acknowledgedAt: acknowledged === undefined ? null : acknowledged * second,
      raisedAs: 'unacknowledged-active',
    })
  })
  const [actor] = actors.actors()
  if (!actor) throw new Error('nobody acted')
  return actor
}

const series = (count: number, step: number, lasting: number) =>
  Array.from({ length: count }, (_, n) => ({ raised: n * step, ended: n * step + lasting }))

it.each([
  {
    story: 'three in a minute chatter: the off-delay should bridge the gaps between them',
    given: { episodes: series(4, 25, 10) },
    advice: { finding: 'chattering', longerBySeconds: 30 },
  },
  {
    story: 'three in a quarter of an hour repeat, with gaps of 245 s from an end to the next beginning',
    given: { episodes: series(3, 430, 180) },
    advice: { finding: 'repeating', longerBySeconds: 270 },
  },
  {
    story: 'three in just a minute do not chatter yet; they repeat',
    given: { episodes: series(3, 30, 10) },
    advice: { finding: 'repeating' },
  },
  {
    story:
      'short ones far apart flee: the on-delay should outlast them, less the off-delay that is in their length',
    given: { episodes: series(4, 7_200, 200) },
    advice: { finding: 'fleeting', longerBySeconds: 90 },
  },
  {
    story: 'short ones that somebody acknowledged do not flee: somebody acted',
    given: { episodes: series(4, 7_200, 200).map((one) => ({ ...one, acknowledged: one.raised + 60 })) },
    advice: { finding: 'frequent' },
  },
  {
    story: 'one that stands for more than a day is stale',
    given: { episodes: [{ raised: 0 }] },
    advice: { finding: 'stale' },
  },
  {
    story: 'a probe that fails again and again wants maintenance, however it does so',
    given: { kind: 'sensor-failed', episodes: series(4, 25, 10) } as const,
    advice: { finding: 'sensor', longerBySeconds: null },
  },
  {
    story: 'a single episode asks for nothing',
    given: { episodes: [{ raised: 0, ended: 3_600 }] },
    advice: { finding: 'none', longerBySeconds: null },
  },
])('$story', ({ given, advice }) => {
  const told = advise(actorOf(given), 120 * second)
  expect(told).toMatchObject(advice)
  expect(told.id).not.toBe(told.en)
  if (told.longerBySeconds !== null) {
    for (const text of [told.id, told.en]) expect(text).toContain(String(told.longerBySeconds))
  }
})

it('puts the most frequent first, with its share', () => {
  const actors = createActors(now)
  for (const [n, parameter] of ['tss', 'cod', 'cod', 'ph', 'cod'].entries()) {
    actors.see({
      id: `mojokerto-batik.outlet.${parameter}-limit-high.${n}`,
      alarm: `mojokerto-batik.outlet.${parameter}-limit-high`,
      kind: 'limit-high',
      priority: 'high',
      since: n * hour,
      raisedAt: n * hour,
      endedAt: (n + 1) * hour,
      acknowledgedAt: null,
      raisedAs: null,
    })
  }
  expect(actors.actors()).toMatchObject([
    { id: 'mojokerto-batik.outlet.cod-limit-high', episodes: 3, share: 0.6, medianActiveMs: hour },
    { id: 'mojokerto-batik.outlet.ph-limit-high', episodes: 1, share: 0.2 },
    { id: 'mojokerto-batik.outlet.tss-limit-high', episodes: 1, share: 0.2 },
  ])
})
