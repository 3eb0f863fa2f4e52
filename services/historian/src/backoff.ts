/** The waits between tries: random between nothing and a bound that doubles, so that many who failed together return apart. */
export interface Backoff {
  /** The next wait in ms: what the other side asked for where it asked for more, though never above ten minutes. */
  next(askedMs: number | null): number
  /** All is well again: the bound is the first. */
  reset(): void
}

export interface BackoffBounds {
  firstMs: number
  longestMs: number
  /** 0 to 1, as `Math.random`. */
  random: () => number
}

const mostAskedMs = 10 * 60_000

/** Full jitter: AWS Architecture Blog, "Exponential Backoff And Jitter". */
export function createBackoff({ firstMs, longestMs, random }: BackoffBounds): Backoff {
  let boundMs = firstMs
  return {
    next(askedMs) {
      const waitMs = random() * boundMs
      boundMs = Math.min(longestMs, boundMs * 2)
      return Math.max(waitMs, Math.min(askedMs ?? 0, mostAskedMs))
    },
    reset() {
      boundMs = firstMs
    },
  }
}
