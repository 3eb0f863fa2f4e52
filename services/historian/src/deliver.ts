import { BatchRefused, StoreUnavailable } from '@jernih/store'
import type { PendingReading } from './gather.ts'
import type { Refused } from './ledger.ts'

/** Resolves once all of them are stored; rejects with BatchRefused where the store will not take them as they are. */
export type Write = (readings: readonly PendingReading[]) => Promise<void>

/** Readings, tried one by one, by which a store that takes nothing shows itself. */
const samples = 32

/**
 * Resolves once every reading is stored, or known to be one that the store will never take: those are answered. A refused
 * batch is halved until they are alone. A store that takes not one of them is out of order, and not the readings: rejects with
 * StoreUnavailable, as with whatever else `write` rejects.
 */
export async function deliver(readings: readonly PendingReading[], write: Write): Promise<Refused[]> {
  try {
    await write(readings)
    return []
  } catch (error) {
    if (!(error instanceof BatchRefused)) throw error
    if (!(await takesAny(readings, write))) {
      throw new StoreUnavailable(`the whole batch is refused: ${error.message}`, { cause: error })
    }
  }
  return sift(readings, write)
}

/** As {@link deliver}, where it is known that the store takes others. */
export async function sift<Reading extends PendingReading>(
  readings: readonly Reading[],
  write: Write,
): Promise<Refused<Reading>[]> {
  if (readings.length === 0) return []
  try {
    await write(readings)
    return []
  } catch (error) {
    if (!(error instanceof BatchRefused)) throw error
    const [first, second] = readings
    if (first && !second) return [{ reading: first, reason: error.message }]
  }
  const middle = readings.length >> 1
  const earlier = await sift(readings.slice(0, middle), write)
  const later = await sift(readings.slice(middle), write)
  return [...earlier, ...later]
}

/** Asks for all of a small batch, and for some from all over a large one; others each time, so that trying again may find out. */
async function takesAny(readings: readonly PendingReading[], write: Write): Promise<boolean> {
  const step = Math.max(1, readings.length / samples)
  for (let place = Math.random() * step; place < readings.length; place += step) {
    const start = Math.floor(place)
    try {
      await write(readings.slice(start, start + 1))
      return true
    } catch (error) {
      if (!(error instanceof BatchRefused)) throw error
    }
  }
  return false
}
