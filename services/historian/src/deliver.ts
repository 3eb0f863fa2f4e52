import { BatchRefused, StoreUnavailable } from '@jernih/store'
import type { Refused } from './ledger.ts'
import type { PendingReading, ReadingRows } from './reading-rows.ts'

/** Resolves once all of them are stored; rejects with BatchRefused where the store will not take them as they are. */
export type Write = (readings: Iterable<PendingReading>) => Promise<void>

/** Readings, tried one by one, by which a store that takes nothing shows itself. */
const samples = 32

export interface Delivered {
  /** What the store will never take. */
  refused: Refused[]
  /** The newest of those that it took; null where it took none. */
  witness: PendingReading | null
}

/**
 * Resolves once every reading is stored, or known to be one that the store will never take. A refused
 * batch is halved until those are alone. A store that takes not one of them is out of order, and not the readings: rejects with
 * StoreUnavailable, as with whatever else `write` rejects.
 */
export async function deliver(rows: ReadingRows, write: Write): Promise<Delivered> {
  if (rows.length === 0) return { refused: [], witness: null }
  try {
    await write(rows)
    return { refused: [], witness: rows.last() }
  } catch (error) {
    if (!(error instanceof BatchRefused)) throw error
    const readings = [...rows]
    if (!(await takesAny(readings, write))) {
      throw new StoreUnavailable(`the whole batch is refused: ${error.message}`, { cause: error })
    }
    const refused = await sift(readings, write)
    const apart = new Set(refused.map(({ reading }) => reading))
    return { refused, witness: readings.findLast((reading) => !apart.has(reading)) ?? null }
  }
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
