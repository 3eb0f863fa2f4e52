import type { Instant } from '@jernih/domain'
import type { Clock } from '@jernih/runtime'

/** How a channel does. */
export interface ChannelHealth {
  works(): void
  fails(reason: string): void
  /** Null while it works, as far as is known. */
  failing(): Failing | null
  /** Whether anything of the channel has told how it does, since we watch it. */
  isKnown(): boolean
  lastError(): { at: Instant; reason: string } | null
}

export interface Failing {
  since: Instant
  reason: string
}

/** So many failures, and not one success between them, are the channel's own. */
const failuresAtLeast = 3

/** Counts failures in a row. `onTurn` hears of the channel when it begins to fail, and when it works again. */
export function watchHealth(given: {
  clock: Clock
  onTurn: (state: 'failing' | 'works', failing: Failing) => void
}): ChannelHealth {
  const { clock, onTurn } = given
  let failures = 0
  let firstAt: Instant = 0
  let hasWorked = false
  let last: { at: Instant; reason: string } | null = null

  const failing = () => (failures >= failuresAtLeast && last ? { since: firstAt, reason: last.reason } : null)

  return {
    works() {
      const was = failing()
      failures = 0
      hasWorked = true
      if (was) onTurn('works', was)
    },
    fails(reason) {
      const now = clock.now()
      if (failures === 0) firstAt = now
      failures++
      last = { at: now, reason }
      const is = failing()
      if (is && failures === failuresAtLeast) onTurn('failing', is)
    },
    failing,
    isKnown: () => hasWorked || failures >= failuresAtLeast,
    lastError: () => last,
  }
}
