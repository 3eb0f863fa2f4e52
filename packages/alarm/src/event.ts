import type { Flag, Instant, Withholding } from '@jernih/domain'
import type { Condition } from './rule.ts'

/** What can happen to an alarm. `at` is event time; `offset` is the journal entry that told of it. */
export type AlarmEvent = Observation | Passing | WithholdingEvent | Acknowledging

/**
 * A reading that counts, as few failed ones do. `believable` is false for one that is suspect or worse: a violation that it
 * tells counts, and is unconfirmed; it ends no alarm. `fresh` is false for one that came so long after it was measured that data
 * are still lost. `index` is its place among the readings of its entry; `flag` is null where it is no reading. `excursion` is how far
 * beyond its limit the value lies ({@link excursionOf}), where a condition not yet told is judged by all its readings together; null
 * where the first value that keeps the limit forgives it.
 */
export interface Observation {
  kind: 'observed'
  at: Instant
  offset: number
  index: number
  condition: Condition
  value: number | null
  flag: Flag | null
  excursion: number | null
  believable: boolean
  fresh: boolean
}

export type Passing = { at: Instant; offset: number } & (
  | { kind: 'elapsed' }
  /** A reading failed its tests: it says nothing of the condition, and is counted. */
  | { kind: 'failed' }
  /** No reading that counts has come since `since`, for longer than the rule's owner waits. */
  | { kind: 'silent'; since: Instant }
  /** The clock was set back to `at`: what was seen under a later time counts as seen just before. */
  | { kind: 'set-back' }
  /** The rule no longer applies: removed, or superseded. `note` says which. */
  | { kind: 'withdrawn'; note: string }
)

interface Personal {
  at: Instant
  offset: number
  by: string
  note: string | null
}

export type Acknowledging = Personal & { kind: 'acknowledge' }

/** What keeps the alarm from people, and what gives it back; whether an episode stands does not matter. */
export type WithholdingEvent =
  | (Personal & { kind: 'shelve'; until: Instant })
  | (Personal & { kind: 'unshelve' | 'out-of-service' | 'return-to-service' })
  /** Time passes: a shelving may be over. */
  | { kind: 'shelf-time'; at: Instant; offset: number }
  | {
      kind: 'suppress'
      at: Instant
      offset: number
      cause: NonNullable<Withholding['suppression']>['cause']
    }
  | { kind: 'unsuppress'; at: Instant; offset: number }

/** What a person did. */
export type PersonalAct = Extract<AlarmEvent, Personal>
