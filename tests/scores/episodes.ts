import type { Alarm, AlarmKind, Instant, Parameter } from '@jernih/domain'

/** An alarm's episode as people learned of it. */
export interface Episode {
  point: string
  parameter: Parameter | null
  kind: AlarmKind
  /** When its condition began, by the readings. */
  since: Instant
  /** When it was told, by the station's clock: of a buffered hour, when that came. */
  toldAt: Instant
  /** When it cleared, by the readings; null while it stands. */
  endedAt: Instant | null
  /** False where only suspect readings ever stood behind it. */
  confirmed: boolean
  /** Raised as the symptom of something that has its own alarm: on record, and told to nobody. */
  heldBack: boolean
}

/** An episode by the alarm's own words: told when it was raised. */
export function episodeOf(alarm: Alarm): Episode {
  const { point, parameter, kind, since, raisedAt, confirmed, suppression } = alarm
  return {
    ...{ point, parameter, kind, since, confirmed },
    toldAt: raisedAt,
    endedAt: alarm.status === 'cleared' ? alarm.clearedAt : null,
    heldBack: suppression !== null,
  }
}

/** Gathers the episodes of one site from what its watch tells. */
export function gatherEpisodes(site: string) {
  const episodes = new Map<string, Episode>()
  return {
    take(changes: readonly { alarm: Alarm }[], now: Instant): void {
      for (const { alarm } of changes) {
        if (alarm.site !== site) continue
        const episode = episodeOf(alarm)
        const { toldAt, heldBack } = episodes.get(alarm.id) ?? { ...episode, toldAt: now }
        episodes.set(alarm.id, { ...episode, toldAt, heldBack })
      }
    },
    all: (): readonly Episode[] => [...episodes.values()],
  }
}
