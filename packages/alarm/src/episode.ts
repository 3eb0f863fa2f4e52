import {
  type Alarm,
  type AlarmKey,
  alarmId,
  type Flag,
  type Instant,
  type ReadingCount,
  type Transition,
} from '@jernih/domain'
import type { PersonalAct } from './event.ts'
import { lifeState } from './life-state.ts'
import type { ActiveAlarm, ActiveState, AlarmState, Change, ClearedAlarm, Stepped } from './state.ts'

/**
 * `site.point.name.offset`, the same in every replay: `offset` is the entry in which the condition began. Where that was not
 * the entry's first reading, `-index` follows, since a buffered hour may hold several episodes.
 */
export function episodeId(key: AlarmKey, { offset, index }: { offset: number; index: number }): string {
  const place = index === 0 ? `${offset}` : `${offset}-${index}`
  return `${alarmId(key)}.${place}`
}

/** The episode that stands, with what is true of its alarm. */
export function alarmOf({ alarm, withholding }: ActiveState): ActiveAlarm {
  const facts = { ...alarm, ...withholding }
  return { ...facts, state: lifeState(facts) }
}

type Told = Pick<Transition, 'at' | 'offset' | 'step'> & Partial<Pick<Transition, 'value' | 'by' | 'note'>>

/** The next transition of the episode that stands. */
export function tell(state: ActiveState, told: Told): Stepped<ActiveState> {
  const steps = state.steps + 1
  return { state: { ...state, steps }, changes: [change(alarmOf(state), steps, told)] }
}

/** The `n`th transition of an episode. */
export function change(alarm: Alarm, n: number, told: Told): Change {
  const { state, peak, readings, since } = alarm
  const durationMs = Math.max(0, (alarm.status === 'cleared' ? alarm.clearedAt : told.at) - since)
  const after = { state, peak, durationMs, readings }
  return {
    alarm,
    transition: { id: `${alarm.id}.${n}`, value: null, by: null, note: null, ...told, after },
  }
}

/** A cleared episode may still be acknowledged, once; `steps` counts its transitions so far. */
export function actOnCleared(alarm: ClearedAlarm, steps: number, act: PersonalAct): Change | null {
  if (act.kind !== 'acknowledge' || alarm.acknowledgement) return null
  const { at, by, note, offset } = act
  const facts = { ...alarm, acknowledgement: { at, by, note } }
  const acknowledged = { ...facts, state: lifeState(facts) }
  return change(acknowledged, steps + 1, { at, offset, step: 'acknowledged', by, note })
}

/** The episode as history: it is over at `clearedAt`. */
export function cleared(alarm: ActiveAlarm, clearedAt: Instant): ClearedAlarm {
  const { dataLostSince: _, returnedAt: __, ...episode } = alarm
  const facts = { ...episode, status: 'cleared', clearedAt } as const
  return { ...facts, state: lifeState(facts) }
}

/** With one more; what began uncounted stays so, and what is no reading counts for none. */
export function counted(readings: ReadingCount | null, flag: Flag | null): ReadingCount | null {
  if (readings === null || flag === null) return readings
  const quality = flag >= 4 ? 'failed' : flag === 3 ? 'suspect' : 'good'
  return { ...readings, [quality]: readings[quality] + 1 }
}

export function unchanged<S extends AlarmState>(state: S): Stepped<S> {
  return { state, changes: [] }
}
