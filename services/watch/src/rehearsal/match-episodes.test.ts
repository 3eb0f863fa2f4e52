import { expect, it } from 'vitest'
import { matchEpisodes } from './match-episodes.ts'
import type { RehearsedEpisode } from './report.ts'

const episode = ([raisedAt, endedAt]: Span, alarm = 'plant.outlet.cod-limit-high'): RehearsedEpisode => {
  return { alarm, kind: 'limit-high', priority: 'high', since: raisedAt, raisedAt, endedAt, peak: 200 }
}
type Span = readonly [number, number | null]

it.each<{ story: string; before: Span[]; after: Span[]; found: Record<string, number> }>([
  { story: 'nothing', before: [], after: [], found: {} },
  { story: 'the same', before: [[1, 5]], after: [[1, 5]], found: { unchanged: 1 } },
  { story: 'one that is only before', before: [[1, 5]], after: [], found: { removed: 1 } },
  { story: 'one that is only after', before: [], after: [[1, 5]], found: { added: 1 } },
  {
    story: 'one that begins as the other ends',
    before: [[1, 5]],
    after: [[5, 9]],
    found: { removed: 1, added: 1 },
  },
  { story: 'a later beginning', before: [[1, 5]], after: [[3, 5]], found: { shorter: 1 } },
  { story: 'a later end', before: [[1, 5]], after: [[1, 7]], found: { longer: 1 } },
  {
    story: 'one that falls into two',
    before: [[1, 9]],
    after: [
      [1, 3],
      [5, 9],
    ],
    found: { shorter: 1, added: 1 },
  },
  {
    story: 'two that become one',
    before: [
      [1, 3],
      [5, 9],
    ],
    after: [[1, 9]],
    found: { longer: 1, removed: 1 },
  },
  { story: 'one that stands to the end', before: [[1, null]], after: [[1, 100]], found: { unchanged: 1 } },
  {
    story: 'each with its own',
    before: [
      [1, 3],
      [5, 7],
      [9, 11],
    ],
    after: [
      [5, 8],
      [20, 21],
    ],
    found: { longer: 1, removed: 2, added: 1 },
  },
])('tells $story', ({ before, after, found }) => {
  const matched = matchEpisodes(
    before.map((span) => episode(span)),
    after.map((span) => episode(span)),
    100,
  )
  const { added, removed, longer, shorter, unchanged } = matched
  const counts = { added: added.count, removed: removed.count, longer: longer.count, shorter: shorter.count }
  const nothing = { added: 0, removed: 0, longer: 0, shorter: 0, unchanged: 0 }
  expect({ ...counts, unchanged }).toEqual({ ...nothing, ...found })
})

it('takes no alarm for another', () => {
  const other = episode([1, 5], 'plant.outlet.ph-limit-high')
  expect(matchEpisodes([episode([1, 5])], [other], 100)).toMatchObject({
    removed: { count: 1 },
    added: { items: [other] },
  })
})

it('lists the first hundred in the order of time, whatever alarm they are of, and counts all', () => {
  const many = Array.from({ length: 150 }, (_, n) => episode([n * 10, n * 10 + 5], `plant.outlet.${n % 2}`))
  const { removed } = matchEpisodes(many, [], 5_000)
  expect(removed).toEqual({ count: 150, items: many.slice(0, 100) })
})
