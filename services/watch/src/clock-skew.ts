import type { Instant } from '@jernih/domain'

/** How long every message must have come late before a device's clock is held to be behind, in ms of time of receipt. */
const windowMs = 10 * 60_000

/** How far a device's clock may be off ours. What is behind may also be a mean that bears the time at which it began. */
export interface SkewTolerance {
  aheadMs: number
  behindMs: number
}

/** Messages that came later than the clock's tolerance, one after another: the first's time of receipt and delay, the smallest delay. */
export interface Lateness {
  since: Instant
  firstMs: number
  smallestMs: number
}

/** `skewMs` is how far the device's clock is ahead (negative: behind); null while nobody can tell. */
export interface SkewJudgement {
  lateness: Lateness | null
  skewMs: number | null
}

/**
 * Judges a device's clock by the delay of a message (received − its newest reading). A clock that is ahead shows at once,
 * since nothing is received before it is measured. A clock behind looks like buffering, so it is told by the smallest delay
 * over a window. A delay that falls in the course of it is a device that sends what it had buffered, and the window starts anew.
 */
export function judgeSkew(
  lateness: Lateness | null,
  { delayMs, receivedAt }: { delayMs: number; receivedAt: Instant },
  { aheadMs, behindMs }: SkewTolerance,
): SkewJudgement {
  if (delayMs <= behindMs) return { lateness: null, skewMs: 0 - delayMs }
  if (lateness === null || delayMs < lateness.firstMs - aheadMs) {
    return { lateness: { since: receivedAt, firstMs: delayMs, smallestMs: delayMs }, skewMs: null }
  }
  const smallestMs = Math.min(lateness.smallestMs, delayMs)
  const proved = receivedAt - lateness.since >= windowMs
  return { lateness: { ...lateness, smallestMs }, skewMs: proved ? -smallestMs : null }
}
