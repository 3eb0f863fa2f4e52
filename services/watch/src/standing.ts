import { alarmLifeState } from '@jernih/alarm'
import { type AlarmStanding, alarmId } from '@jernih/domain'
import type { Slot } from './watched.ts'

/** The alarm as it stands, with an episode or without. */
export function standingOf({ rule, state }: Slot): AlarmStanding {
  return {
    id: alarmId(rule.key),
    ...rule.key,
    priority: rule.priority,
    state: alarmLifeState(state),
    ...state.withholding,
    episode: state.status === 'active' ? state.alarm.id : null,
  }
}
