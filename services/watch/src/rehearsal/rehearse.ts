import type { JudgedReading } from '@jernih/domain'
import { createEpisodes } from './episodes.ts'
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
  const before = createEpisodes()
  const after = createEpisodes()
  const present = createStage(site, from, before.take)
  const changed = createStage(changedSite, from, after.take)
  const truth = createStage(withoutPatience(site), from)
  const violations = createViolationClock({ truth, present, changed })
  let count = 0
  for await (const readings of history) {
    violations.take(readings)
    for (const stage of [present, changed, truth]) stage.take(readings)
    count += readings.length
  }
  for (const alarm of present.standing()) before.see(alarm)
  for (const alarm of changed.standing()) after.see(alarm)
  return {
    readings: count,
    before: before.load(),
    after: after.load(),
    ...matchEpisodes(before.all, after.all, to),
    violations: violations.found(to),
  }
}
