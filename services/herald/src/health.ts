import type { Instant } from '@jernih/domain'
import type { Clock } from '@jernih/runtime'

/** How a channel does. */
export interface ChannelHealth {
  works(): Promise<void>
  fails(reason: string): Promise<void>
  /** Null while it works, as far as is known. */
  failing(): Failing | null
  lastError(): { at: Instant; reason: string } | null
}

export interface Failing {
  since: Instant
  reason: string
}

/** So many failures, and not one success between them, are the channel's own. */
const failuresAtLeast = 3
const tellAgainMs = 3_600_000

/**
 * Counts failures in a row. `tell` hears of the channel when it begins to fail, once an hour while it does, and when it works again;
 * it answers whether that was news.
 * `before`: it failed when the herald closed, and that was told.
 */
export function watchHealth(given: {
  clock: Clock
  before: (Failing & { toldAt: Instant }) | null
  tell: (state: 'failing' | 'works', failing: Failing) => Promise<boolean>
}): ChannelHealth {
  const { clock, before, tell } = given
  let failures = before ? failuresAtLeast : 0
  let firstAt: Instant = before?.since ?? 0
  let toldAt: Instant | null = before?.toldAt ?? null
  let last: { at: Instant; reason: string } | null = before && { at: before.toldAt, reason: before.reason }

  const failing = () => (failures >= failuresAtLeast && last ? { since: firstAt, reason: last.reason } : null)

  return {
    async works() {
      const was = failing()
      failures = 0
      if (was && toldAt !== null) await tell('works', was)
      toldAt = null
    },
    async fails(reason) {
      const now = clock.now()
      if (failures === 0) firstAt = now
      failures++
      last = { at: now, reason }
      const is = failing()
      if (!is || (toldAt !== null && now - toldAt < tellAgainMs)) return
      if (await tell('failing', is)) toldAt = now
    },
    failing,
    lastError: () => last,
  }
}
