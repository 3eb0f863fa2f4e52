import type { Change } from '@jernih/alarm'
import { type Alarm, alarmId, type Instant } from '@jernih/domain'
import { createBusiest } from '../health/busiest.ts'
import { mostEpisodes, type RehearsedEpisode, type RehearsedLoad } from './report.ts'

/** Rules that raise more than {@link mostEpisodes}. */
export class TooManyEpisodes extends Error {
  override name = 'TooManyEpisodes'
}

/** What alarms' changes make, told in the order of time. */
export interface Episodes {
  /** In the order of their being raised. */
  all: readonly RehearsedEpisode[]
  /** `told`: when people would have been told. Throws {@link TooManyEpisodes}. */
  take(change: Change, told: Instant): void
  /** The worst value of an alarm that still stands, which is told with its end alone. */
  see(alarm: Alarm): void
  load(): RehearsedLoad
}

const tenMinutesMs = 600_000

export function createEpisodes(): Episodes {
  const all: RehearsedEpisode[] = []
  const standing = new Map<string, RehearsedEpisode>()
  const busiest = createBusiest(tenMinutesMs)

  function see({ id, peak }: Alarm): void {
    const episode = standing.get(id)
    if (episode) episode.peak = peak
  }

  return {
    all,
    take({ alarm, transition }, told) {
      const { id, kind, priority, since, raisedAt, peak } = alarm
      if (transition.step === 'raised') {
        if (all.length >= mostEpisodes) throw new TooManyEpisodes()
        const episode = { alarm: alarmId(alarm), kind, priority, since, raisedAt, endedAt: null, peak }
        standing.set(id, episode)
        all.push(episode)
        busiest.raise(told)
      }
      if (alarm.status !== 'cleared') return
      see(alarm)
      const episode = standing.get(id)
      if (episode) episode.endedAt = alarm.clearedAt
      standing.delete(id)
    },
    see,
    load: () => ({ raised: all.length, busiest: busiest.found() }),
  }
}
