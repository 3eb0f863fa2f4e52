import { setTimeout as wait } from 'node:timers/promises'
import type { Backoff } from './backoff.ts'

export interface RetryOptions {
  backoff: Backoff
  /** Ends the trying: after the failure at hand, and in the middle of a wait. */
  closing: AbortSignal
  /** What no further try would mend is thrown at once. */
  isFinal?: (error: unknown) => boolean
  /** What the other side asked for, in ms. */
  askedMs?: (error: unknown) => number | null
  onFailure: (error: unknown, waitMs: number) => void
}

/** Does `work` until it succeeds. Rejects with what `isFinal` names, or with the reason of `closing`. */
export async function retry<T>(work: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { backoff, closing, isFinal = () => false, askedMs = () => null, onFailure } = options
  for (;;) {
    try {
      const result = await work()
      backoff.reset()
      return result
    } catch (error) {
      if (isFinal(error)) throw error
      closing.throwIfAborted()
      const waitMs = backoff.next(askedMs(error))
      onFailure(error, waitMs)
      await wait(waitMs, undefined, { signal: closing })
    }
  }
}
