import type { Alarm, AlarmKey, Priority } from '@jernih/domain'

/** One alarm as configured: what it is, and how patient. Delays are in ms of event time. */
export interface AlarmRule {
  key: AlarmKey
  priority: Priority
  limit: Alarm['limit']
  /**
   * `readings`: a condition is proved by readings alone, so time that passes without one proves nothing.
   * `standing`: what was told (a device went offline) stands until it is contradicted, so time alone completes a delay.
   */
  evidence: 'readings' | 'standing'
  /** Of a longer time between two observations nobody knows anything. */
  silentMs: number
  /** Which of two values is the worse one; `farther` is from zero. */
  worse: 'higher' | 'lower' | 'farther'
  onDelayMs: number
  offDelayMs: number
  /** It stays, after its condition has ended, until somebody acknowledges it. */
  latches: boolean
}

/** What one observation says of a rule. In the `deadband` it is neither violated nor far enough from it to end an alarm. */
export type Condition = 'violated' | 'deadband' | 'normal'

/** A value to keep below (`high`) or above (`low`), and how far back a value must come to end an alarm; in one unit. */
export interface Threshold {
  side: 'high' | 'low'
  value: number
  deadband: number
}

/** A value on the threshold keeps it. */
export function assess(threshold: Threshold, value: number): Condition {
  const beyond = beyondOf(threshold, value)
  if (beyond > 0) return 'violated'
  return beyond > -threshold.deadband ? 'deadband' : 'normal'
}

/** Of a threshold: what lies farther from it is no noise. */
const widestNoise = 0.15

/**
 * How far a value lies beyond a threshold, in its unit; negative where it keeps it. Farther beyond than {@link widestNoise} none counts,
 * so that one peak, as of a bubble in a probe's beam, does not outweigh all the readings around it; one farther inside outweighs them all.
 */
export function excursionOf(threshold: Threshold, value: number): number {
  const beyond = beyondOf(threshold, value)
  const most = Math.abs(threshold.value) * widestNoise
  return beyond < -most ? Number.NEGATIVE_INFINITY : Math.min(beyond, most)
}

function beyondOf({ side, value: threshold }: Threshold, value: number): number {
  return side === 'high' ? value - threshold : threshold - value
}

export function worst(
  { worse }: Pick<AlarmRule, 'worse'>,
  one: number | null,
  other: number | null,
): number | null {
  if (one === null || other === null) return one ?? other
  switch (worse) {
    case 'higher':
      return Math.max(one, other)
    case 'lower':
      return Math.min(one, other)
    case 'farther':
      return Math.abs(other) > Math.abs(one) ? other : one
  }
}
