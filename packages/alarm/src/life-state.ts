import type { Alarm, LifeState, Withholding } from '@jernih/domain'
import type { AlarmState } from './state.ts'

/** What decides an episode's state. */
type Facts = Withholding &
  Pick<Alarm, 'acknowledgement'> &
  ({ status: 'active'; returnedAt: number | null } | { status: 'cleared' })

/**
 * The state of an episode. What withholds it stands before what it is: out of service, suppressed by design, shelved, in this order. One that
 * ended while a person had withheld it wants nobody's acknowledgement any more: that person knew of it. Nor does one that ended as the
 * symptom of something that has an alarm of its own.
 */
export function lifeState(facts: Facts): LifeState {
  switch (facts.status) {
    case 'active':
      return withheldState(facts) ?? activeState(facts)
    case 'cleared': {
      const isKnown = facts.acknowledgement ?? facts.shelving ?? facts.outOfService
      return isKnown || isSymptom(facts) ? 'normal' : 'returned-unacknowledged'
    }
  }
}

function isSymptom({ suppression }: Withholding): boolean {
  return suppression?.cause === 'power-cut' || suppression?.cause === 'device-offline'
}

/** The state of an alarm: its episode's, while one stands. */
export function alarmLifeState(state: AlarmState): LifeState {
  return state.status === 'active'
    ? lifeState({ ...state.alarm, ...state.withholding })
    : (withheldState(state.withholding) ?? 'normal')
}

function withheldState({ outOfService, suppression, shelving }: Withholding): LifeState | null {
  if (outOfService) return 'out-of-service'
  if (suppression) return 'suppressed-by-design'
  return shelving ? 'shelved' : null
}

function activeState(facts: { acknowledgement: unknown; returnedAt: number | null }): LifeState {
  if (facts.returnedAt !== null) return 'latched'
  return facts.acknowledgement ? 'acknowledged-active' : 'unacknowledged-active'
}
