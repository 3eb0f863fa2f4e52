import { setTimeout as sleep } from 'node:timers/promises'

/** Waits for `work`, or until `limitMs` have passed: false then. Rejects where `work` does by then. */
export async function within(work: Promise<unknown>, limitMs: number): Promise<boolean> {
  const over = new AbortController()
  const timeout = sleep(limitMs, false, { signal: over.signal, ref: false }).catch(() => false)
  try {
    return await Promise.race([work.then(() => true), timeout])
  } finally {
    over.abort()
  }
}
