import type { Instant } from '@jernih/domain'

/** The moments of a sliding span, which are given in order. One at `t` is in it from `t` until before `t + spanMs`. */
export interface Recent {
  readonly size: number
  readonly oldest: Instant | undefined
  add(at: Instant): void
  /** Lets the oldest go if it is out of the span by `at`, and answers when it left; null where none is. */
  leave(at: Instant): Instant | null
}

/** Moments that have left may lie about until there are so many of them. */
const mostLeft = 1_024

export function createRecent(spanMs: number): Recent {
  let moments: Instant[] = []
  let first = 0
  return {
    get size() {
      return moments.length - first
    },
    get oldest() {
      return moments[first]
    },
    add(at) {
      moments.push(at)
    },
    leave(at) {
      const oldest = moments[first]
      if (oldest === undefined || oldest + spanMs > at) return null
      first += 1
      if (first > mostLeft && first * 2 > moments.length) {
        moments = moments.slice(first)
        first = 0
      }
      return oldest + spanMs
    },
  }
}
