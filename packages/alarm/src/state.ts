import type { Alarm, Instant, ReadingCount, Transition, Withholding } from '@jernih/domain'

export type ActiveAlarm = Extract<Alarm, { status: 'active' }>
export type ClearedAlarm = Extract<Alarm, { status: 'cleared' }>

/** An active episode without what is its alarm's, and without what follows from both. */
export type ActiveEpisode = Omit<ActiveAlarm, 'state' | keyof Withholding>

/** `observedAt` is the time of the newest observation: an older one is late and changes nothing. */
export type AlarmState = { withholding: Withholding } & (
  | { status: 'normal'; observedAt: Instant | null }
  /** The condition holds, not yet for the on-delay. `id` is the episode's, should it become one. */
  | {
      status: 'pending'
      observedAt: Instant
      /** The newest failed reading, where it was counted. */
      failedAt: Instant | null
      id: string
      since: Instant
      peak: number | null
      /** The newest that violates. */
      value: number | null
      last: number | null
      confirmed: boolean
      readings: ReadingCount | null
      /** How many readings violate, and the sum of all excursions. */
      violations: number
      balance: number
    }
  /**
   * `turningSince`: the value says the contrary, not yet for the delay: it is back, or, once the alarm latches, violated again.
   * `steps` counts the transitions so far.
   */
  | {
      status: 'active'
      observedAt: Instant
      failedAt: Instant | null
      alarm: ActiveEpisode
      turningSince: Instant | null
      steps: number
    }
)

export type PendingState = Extract<AlarmState, { status: 'pending' }>
export type ActiveState = Extract<AlarmState, { status: 'active' }>

/** A transition, and the alarm as it stands after it. */
export interface Change {
  alarm: Alarm
  transition: Transition
}

/** What leaves the machine: the state to keep, and the transitions to tell, in order. */
export interface Stepped<S extends AlarmState = AlarmState> {
  state: S
  changes: readonly Change[]
}

/** Nothing withholds it. */
export const inService: Withholding = { shelving: null, suppression: null, outOfService: null }

export const normalState: AlarmState = { status: 'normal', observedAt: null, withholding: inService }

/** Whether there is anything to remember of it. */
export function isAtRest(state: AlarmState): boolean {
  return state.status === 'normal' && !isWithheld(state)
}

export function isWithheld({ withholding }: AlarmState): boolean {
  return (
    withholding.shelving !== null || withholding.suppression !== null || withholding.outOfService !== null
  )
}

/** Whether its condition has ended, and it stays until somebody acknowledges it. */
export function isLatched(state: AlarmState): boolean {
  return state.status === 'active' && state.alarm.returnedAt !== null
}
