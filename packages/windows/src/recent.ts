import type { Instant } from '@jernih/domain'

/** Which of the newest readings were beyond: one bit each, the newest lowest. `at` is the newest one's time. */
export interface Recent {
  bits: number
  at: Instant
}

/** As many as fit into the bits of a whole number. */
export const longestMemory = 31

/** Takes one more reading; after a silence of more than `silentMs` those before it are forgotten. */
export function remember(
  recent: Recent | null,
  { at, beyond }: { at: Instant; beyond: boolean },
  { of, silentMs }: { of: number; silentMs: number },
): Recent {
  const isForgotten = recent === null || at - recent.at > silentMs || at < recent.at
  const before = isForgotten ? 0 : recent.bits
  const kept = of >= longestMemory ? 0x7fffffff : (1 << of) - 1
  return { bits: ((before << 1) | Number(beyond)) & kept, at }
}

/** How many of them were beyond. */
export function countOf({ bits }: Recent): number {
  let count = 0
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++
  return count
}
