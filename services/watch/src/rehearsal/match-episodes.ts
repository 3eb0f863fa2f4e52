import type { Instant } from '@jernih/domain'
import { mostListed, type Pair, type RehearsalReport, type RehearsedEpisode, type Some } from './report.ts'

export type Matched = Pick<RehearsalReport, 'added' | 'removed' | 'longer' | 'shorter' | 'unchanged'>

/** Pairs the episodes of each alarm that overlap, one with one, in the order of time. What still stands does so until `to`. */
export function matchEpisodes(
  before: readonly RehearsedEpisode[],
  after: readonly RehearsedEpisode[],
  to: Instant,
): Matched {
  const othersOf = Map.groupBy(after, ({ alarm }) => alarm)
  const pairs: Pair[] = []
  const removed: RehearsedEpisode[] = []
  for (const [alarm, episodes] of Map.groupBy(before, ({ alarm }) => alarm)) {
    const others = othersOf.get(alarm) ?? []
    let next = 0
    for (const one of episodes) {
      while (isOver(others[next], one, to)) next += 1
      const other = others[next]
      if (!other || isOver(one, other, to)) {
        removed.push(one)
        continue
      }
      pairs.push({ before: one, after: other })
      next += 1
    }
  }
  const paired = new Set(pairs.map(({ after }) => after))
  const added = after.filter((episode) => !paired.has(episode))

  const growth = ({ before, after }: Pair) => standsMs(after, to) - standsMs(before, to)
  const longer = pairs.filter((pair) => growth(pair) > 0)
  const shorter = pairs.filter((pair) => growth(pair) < 0)
  const raisedAt = (episode: RehearsedEpisode) => episode.raisedAt
  return {
    added: some(added, raisedAt),
    removed: some(removed, raisedAt),
    longer: some(longer, ({ before }) => before.raisedAt),
    shorter: some(shorter, ({ before }) => before.raisedAt),
    unchanged: pairs.length - longer.length - shorter.length,
  }
}

/** Whether `one` ends before the other begins. */
function isOver(one: RehearsedEpisode | undefined, other: RehearsedEpisode, to: Instant): boolean {
  return one !== undefined && endOf(one, to) <= other.since
}

function endOf({ endedAt }: RehearsedEpisode, to: Instant): Instant {
  return endedAt ?? to
}

function standsMs(episode: RehearsedEpisode, to: Instant): number {
  return endOf(episode, to) - episode.raisedAt
}

function some<T>(found: readonly T[], at: (item: T) => Instant): Some<T> {
  const items = found.toSorted((one, other) => at(one) - at(other)).slice(0, mostListed)
  return { count: found.length, items }
}
