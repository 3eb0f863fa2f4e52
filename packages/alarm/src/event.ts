import type { Instant } from '@jernih/domain'
import type { Condition } from './rule.ts'

/** What can happen to an alarm. `at` is event time; `offset` is the journal entry that told of it. */
export type AlarmEvent = Observation | Passing | PersonalAct

/**
 * A reading that counts (a failed one is no observation). `believable` is false for a suspect one: a violation that it
 * tells counts, and is unconfirmed; it ends no alarm. `fresh` is false for one that came so long after it was measured that data
 * are still lost. `index` is its place among the readings of its entry.
 */
export interface Observation {
  kind: 'observed'
  at: Instant
  offset: number
  index: number
  condition: Condition
  value: number | null
  believable: boolean
  fresh: boolean
}

export type Passing = { at: Instant; offset: number } & (
  | { kind: 'elapsed' }
  /** No reading that counts has come since `since`, for longer than the rule's owner waits. */
  | { kind: 'silent'; since: Instant }
  /** The clock was set back to `at`: what was seen under a later time counts as seen just before. */
  | { kind: 'set-back' }
  /** The rule no longer applies: removed, superseded or suppressed by design. `note` says which. */
  | { kind: 'withdrawn'; note: string }
)

export type PersonalAct = { at: Instant; offset: number; by: string; note: string | null } & (
  | { kind: 'acknowledge' | 'unshelve' }
  | { kind: 'shelve'; until: Instant }
)
