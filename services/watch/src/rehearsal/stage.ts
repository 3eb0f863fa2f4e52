import { alarmId, type Instant, type Site } from '@jernih/domain'
import type { Entry } from '@jernih/journal'
import { createEvaluator } from '../evaluator.ts'
import { createBusiest } from '../health/busiest.ts'
import { createLedger } from '../ledger.ts'
import { createPlan } from '../plan.ts'
import type { ReadingsEntry } from '../readings.ts'
import type { WatchedPoint } from '../watched.ts'
import { mostEpisodes, type RehearsedEpisode, type RehearsedLoad } from './report.ts'

/** A changed rule that raises more than {@link mostEpisodes}. */
export class TooManyEpisodes extends Error {
  override name = 'TooManyEpisodes'
}

/** The watch's own evaluator over readings of the past, with nothing on disk and nobody told. */
export interface Stage {
  point: WatchedPoint
  /** In the order of their being raised. */
  episodes: readonly RehearsedEpisode[]
  /** Throws {@link TooManyEpisodes}. */
  take(entry: ReadingsEntry): void
  load(): RehearsedLoad
}

const tenMinutesMs = 600_000

/** Begins at `from` with a site of one point, and nothing known of its water. */
export function createStage(site: Site, from: Instant): Stage {
  const ledger = createLedger()
  const plan = createPlan(ledger)
  const evaluator = createEvaluator(ledger, plan)
  const episodes: RehearsedEpisode[] = []
  const standing = new Map<string, RehearsedEpisode>()
  const busiest = createBusiest(tenMinutesMs)

  evaluator.apply({ kind: 'clock', receivedAt: from, offset: 0, event: 'started', sites: [site.id] })
  evaluator.apply({ kind: 'site', receivedAt: from, offset: 0, id: site.id, site })
  const [point] = plan.points()
  if (!point) throw new Error(`${site.id} has no point`)

  function apply(entry: Entry): void {
    evaluator.apply(entry)
    for (const { alarm, transition } of ledger.takeTold().changes) {
      if (transition.step === 'raised') {
        const { id, kind, priority, since, raisedAt, peak } = alarm
        const episode = { alarm: alarmId(alarm), kind, priority, since, raisedAt, endedAt: null, peak }
        standing.set(id, episode)
        episodes.push(episode)
        busiest.raise(entry.receivedAt)
      } else if (transition.step === 'latched') {
        acknowledge(alarm.id, entry)
      } else if (alarm.status === 'cleared') {
        end(alarm)
      }
    }
  }

  /** Who acknowledged it then would not have been the same: it counts as done at once when the condition has ended. */
  function acknowledge(alarm: string, { receivedAt, offset }: Entry): void {
    apply({ kind: 'act', act: 'acknowledge', alarm, by: 'rehearsal', note: null, receivedAt, offset })
  }

  function end({ id, clearedAt, peak }: { id: string; clearedAt: Instant; peak: number | null }): void {
    const episode = standing.get(id)
    if (!episode) return
    episode.endedAt = clearedAt
    episode.peak = peak
    standing.delete(id)
  }

  return {
    point,
    episodes,
    take(entry) {
      apply(entry)
      ledger.takeUnsaved()
      if (episodes.length > mostEpisodes) throw new TooManyEpisodes()
    },
    load: () => ({ raised: episodes.length, busiest: busiest.found() }),
  }
}
