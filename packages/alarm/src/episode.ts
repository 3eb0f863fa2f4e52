import { type Alarm, type AlarmKey, alarmName, type Instant, type Transition } from '@jernih/domain'
import type { PersonalAct } from './event.ts'
import type { ActiveAlarm, Change, ClearedAlarm } from './state.ts'

/**
 * `site.point.name.offset`, the same in every replay: `offset` is the entry in which the condition began. Where that was not
 * the entry's first reading, `-index` follows, since a buffered hour may hold several episodes.
 */
export function episodeId(key: AlarmKey, { offset, index }: { offset: number; index: number }): string {
  const place = index === 0 ? `${offset}` : `${offset}-${index}`
  return `${key.site}.${key.point}.${alarmName(key)}.${place}`
}

/** The `n`th transition of an episode. */
export function change(
  alarm: Alarm,
  n: number,
  told: Pick<Transition, 'at' | 'offset' | 'step'> & Partial<Pick<Transition, 'value' | 'by' | 'note'>>,
): Change {
  return { alarm, transition: { id: `${alarm.id}.${n}`, value: null, by: null, note: null, ...told } }
}

/** The alarm after a person's act, and the step that it was; null where the act has nothing to change. */
export function acted(
  alarm: ActiveAlarm,
  act: PersonalAct,
): { alarm: ActiveAlarm; step: Transition['step'] } | null {
  const { at, by, note } = act
  switch (act.kind) {
    case 'acknowledge':
      if (alarm.acknowledgement) return null
      return { alarm: { ...alarm, acknowledgement: { at, by, note } }, step: 'acknowledged' }
    case 'shelve':
      if (act.until <= at) return null
      return { alarm: { ...alarm, shelving: { at, by, note, until: act.until } }, step: 'shelved' }
    case 'unshelve':
      return alarm.shelving ? { alarm: { ...alarm, shelving: null }, step: 'unshelved' } : null
  }
}

/** A cleared episode may still be acknowledged, once; `steps` counts its transitions so far. */
export function actOnCleared(alarm: ClearedAlarm, steps: number, act: PersonalAct): Change | null {
  if (act.kind !== 'acknowledge' || alarm.acknowledgement) return null
  const { at, by, note, offset } = act
  const acknowledged = { ...alarm, acknowledgement: { at, by, note } }
  return change(acknowledged, steps + 1, { at, offset, step: 'acknowledged', by, note })
}

/** The episode as history: it is over at `clearedAt`, and nothing is shelved that is not there. */
export function cleared(alarm: ActiveAlarm, clearedAt: Instant): ClearedAlarm {
  const { dataLostSince: _, ...episode } = alarm
  return { ...episode, status: 'cleared', shelving: null, clearedAt }
}
