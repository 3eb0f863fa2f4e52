import type { Instant } from '@jernih/domain'
import { createRecent } from './recent.ts'

/**
 * ISA-18.2, clause 16: a flood begins with more than ten new alarms an operator in ten minutes, and ends once there are fewer than five. Here
 * in any ten minutes, not in those of a clock, so that it is the same flood whatever the window in which it is looked at.
 */
export const floodRule = { spanMs: 600_000, beginsAbove: 10, endsBelow: 5 } as const

export interface Flood {
  /** When the alarm too many came. */
  from: Instant
  /** Null while it goes on. */
  to: Instant | null
  /** Alarms raised in it. */
  raised: number
  /** The most in ten minutes. */
  peak: number
}

export interface FloodMeter {
  /** An alarm was raised; the times ascend. */
  raise(at: Instant): void
  /** Nothing more happened before `at`. */
  pass(at: Instant): void
  /** Alarms of the ten minutes before the last `raise` or `pass`. */
  recent(): number
  /** The flood that goes on. */
  current(): Flood | null
}

export function createFloodMeter(operators: number, onEnd: (flood: Flood) => void = () => {}): FloodMeter {
  const recent = createRecent(floodRule.spanMs)
  let flood: Flood | null = null

  function pass(at: Instant): void {
    for (let left = recent.leave(at); left !== null; left = recent.leave(at)) {
      if (!flood || recent.size >= floodRule.endsBelow * operators) continue
      onEnd({ ...flood, to: left })
      flood = null
    }
  }

  return {
    raise(at) {
      pass(at)
      recent.add(at)
      if (!flood && recent.size > floodRule.beginsAbove * operators) {
        flood = { from: at, to: null, raised: 0, peak: 0 }
      }
      if (flood) flood = { ...flood, raised: flood.raised + 1, peak: Math.max(flood.peak, recent.size) }
    },
    pass,
    recent: () => recent.size,
    current: () => flood,
  }
}

/**
 * Of the moments before `from`, newest first, those from which a meter must begin to know whether a flood goes on at `from`; oldest first.
 * Looks no farther back than to the last time at which there was certainly none.
 */
export function sinceCalm(before: Iterable<Instant>, from: Instant, operators: number): Instant[] {
  const calm = floodRule.endsBelow * operators
  const newestFirst: Instant[] = []
  for (const at of before) {
    newestFirst.push(at)
    const later = newestFirst.length === calm ? from : newestFirst.at(-1 - calm)
    if (later !== undefined && at + floodRule.spanMs <= later) break
  }
  return newestFirst.reverse()
}
