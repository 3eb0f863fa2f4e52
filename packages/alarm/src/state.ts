import type { Alarm, Instant, Transition } from '@jernih/domain'

export type ActiveAlarm = Extract<Alarm, { status: 'active' }>
export type ClearedAlarm = Extract<Alarm, { status: 'cleared' }>

/** `observedAt` is the time of the newest observation: an older one is late and changes nothing. */
export type AlarmState =
  | { status: 'normal'; observedAt: Instant | null }
  /** The condition holds, not yet for the on-delay. `id` is the episode's, should it become one. */
  | {
      status: 'pending'
      observedAt: Instant
      id: string
      since: Instant
      peak: number | null
      last: number | null
      confirmed: boolean
    }
  /** `returningSince`: the value is back, not yet for the off-delay. `steps` counts the transitions so far. */
  | {
      status: 'active'
      observedAt: Instant
      alarm: ActiveAlarm
      returningSince: Instant | null
      steps: number
    }

export type PendingState = Extract<AlarmState, { status: 'pending' }>
export type ActiveState = Extract<AlarmState, { status: 'active' }>

/** A transition, and the alarm as it stands after it. */
export interface Change {
  alarm: Alarm
  transition: Transition
}

/** What leaves the machine: the state to keep, and the transitions to tell, in order. */
export interface Stepped {
  state: AlarmState
  changes: readonly Change[]
}

export const normalState: AlarmState = { status: 'normal', observedAt: null }
