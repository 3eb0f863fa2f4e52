import type { Instant } from '@jernih/domain'

/** How long every message must have come late before a device's clock is held to be behind, in ms of time of receipt. */
const windowMs = 10 * 60_000

/** Messages that came later than the clock's tolerance, one after another: the first's time of receipt, the smallest delay. */
export interface Lateness {
  since: Instant
  smallestMs: number
}

/** `skewMs` is how far the device's clock is ahead (negative: behind); null while nobody can tell. */
export interface SkewJudgement {
  lateness: Lateness | null
  skewMs: number | null
}

/**
 * Judges a device's clock by the delay of a message (received − its newest reading). A clock that is ahead shows at once,
 * since nothing is received before it is measured. A clock behind looks like buffering, so it is told by the smallest
 * delay over a window; while that keeps falling, the device is sending what it had buffered, and the window starts anew.
 */
export function judgeSkew(
  lateness: Lateness | null,
  message: { delayMs: number; receivedAt: Instant; toleranceMs: number },
): SkewJudgement {
  const { delayMs, receivedAt, toleranceMs } = message
  if (delayMs <= toleranceMs) return { lateness: null, skewMs: -delayMs }
  if (lateness === null || delayMs < lateness.smallestMs - toleranceMs) {
    return { lateness: { since: receivedAt, smallestMs: delayMs }, skewMs: null }
  }
  const smallestMs = Math.min(lateness.smallestMs, delayMs)
  const proved = receivedAt - lateness.since >= windowMs
  return { lateness: { since: lateness.since, smallestMs }, skewMs: proved ? -smallestMs : null }
}
