import type { Alarm, AlarmKind, Instant, Parameter, Transition } from '@jernih/domain'

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

/** Gathers the episodes of one site from what its watch tells. */
export function gatherEpisodes(site: string) {
  const episodes = new Map<string, Episode>()
  return {
    take(changes: readonly { alarm: Alarm; transition: Transition }[], toldAt: Instant): void {
      for (const { alarm } of changes) {
        if (alarm.site !== site) continue
        const { point, parameter, kind, since, confirmed } = alarm
        const before = episodes.get(alarm.id)
        episodes.set(alarm.id, {
          ...{ point, parameter, kind, since, confirmed },
          toldAt: before?.toldAt ?? toldAt,
          heldBack: before?.heldBack ?? alarm.suppression !== null,
          endedAt: alarm.status === 'cleared' ? alarm.clearedAt : null,
        })
      }
    },
    all: (): readonly Episode[] => [...episodes.values()],
  }
}
