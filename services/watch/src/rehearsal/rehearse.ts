import type { JudgedReading } from '@jernih/domain'
import type { ReadingsEntry } from '../readings.ts'
import { matchEpisodes } from './match-episodes.ts'
import type { RehearsalQuestion, RehearsalReport } from './report.ts'
import { createStage } from './stage.ts'
import { createViolationClock, withoutPatience } from './violation-time.ts'

/**
 * Plays stored readings through the watch's evaluator, once by the present rules and once by the changed ones. Readings count as
 * received when they were measured, so nothing is told of silence, of clocks or of connections. Throws TooManyEpisodes.
 */
export async function rehearse(
  { present: site, changed: changedSite, from, to }: RehearsalQuestion,
  history: AsyncIterable<readonly JudgedReading[]>,
): Promise<RehearsalReport> {
  const present = createStage(site, from)
  const changed = createStage(changedSite, from)
  const truth = createStage(withoutPatience(site), from)
  const violations = createViolationClock({ truth, present, changed })
  const { id: point } = present.point.point
  const { id } = site
  const message = {
    kind: 'readings',
    site: id,
    point,
    sender: null,
    topic: '',
    timeSource: 'receipt',
  } as const
  const nothing = { payload: new Uint8Array(), refusals: [] }
  let offset = 1
  let count = 0
  for await (const readings of history) {
    const receivedAt = readings[0]?.at ?? from
    const entry: ReadingsEntry = { ...message, ...nothing, receivedAt, readings, offset }
    violations.take(entry)
    for (const stage of [present, changed, truth]) stage.take(entry)
    offset += 1
    count += readings.length
  }
  return {
    readings: count,
    before: present.load(),
    after: changed.load(),
    ...matchEpisodes(present.episodes, changed.episodes, to),
    violations: violations.found(to),
  }
}
