import { setTimeout as sleep } from 'node:timers/promises'
import type { Offset } from '@jernih/journal'
import type { WatchPort } from './ports.ts'

/** Waits until the watch has taken in every entry below `offset`, or until `limitMs` have passed: false then. */
export async function reachedWithin(watch: WatchPort, offset: Offset, limitMs: number): Promise<boolean> {
  const over = new AbortController()
  const timeout = sleep(limitMs, false, { signal: over.signal, ref: false }).catch(() => false)
  try {
    return await Promise.race([watch.reached(offset).then(() => true), timeout])
  } finally {
    over.abort()
  }
}
