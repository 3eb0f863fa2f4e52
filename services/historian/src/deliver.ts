import { BatchRefused, type ReadingStore, StoreUnavailable } from '@jernih/store'
import type { PendingReading } from './gather.ts'
import type { Refused } from './ledger.ts'
import { type RetryOptions, retry } from './retry.ts'

export type Delivery = Pick<RetryOptions, 'backoff' | 'closing' | 'onFailure'> & {
  store: ReadingStore
  onWritten(durationMs: number): void
}

/**
 * Resolves once every reading is stored, or known to be one that the store will never take: those are answered. A refused
 * batch is halved until they are alone. Goes on for as long as the store is unavailable; rejects only when closing.
 */
export async function deliver(readings: readonly PendingReading[], delivery: Delivery): Promise<Refused[]> {
  if (readings.length === 0) return []
  try {
    await write(readings, delivery)
    return []
  } catch (error) {
    if (!(error instanceof BatchRefused)) throw error
    const [first, second] = readings
    if (first && !second) return [{ reading: first, reason: error.message }]
  }
  const middle = readings.length >> 1
  const earlier = await deliver(readings.slice(0, middle), delivery)
  const later = await deliver(readings.slice(middle), delivery)
  return [...earlier, ...later]
}

function write(
  readings: readonly PendingReading[],
  { store, onWritten, ...options }: Delivery,
): Promise<void> {
  const once = async () => {
    const startedAt = performance.now()
    await store.write(readings)
    onWritten(performance.now() - startedAt)
  }
  return retry(once, {
    ...options,
    isFinal: (error) => error instanceof BatchRefused,
    askedMs: (error) => (error instanceof StoreUnavailable ? error.retryAfterMs : null),
  })
}
