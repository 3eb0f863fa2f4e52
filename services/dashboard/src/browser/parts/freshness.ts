import { ageOf, breachOf, isStale } from '../link/live.ts'
import type { Latest, Limit, Point } from '../link/wire.ts'

/**
 * What may be said of a series now. `stale`: its reading is too old to be the present one. `failed`: it is no measurement, and is neither
 * within a limit nor beyond.
 */
export type Standing = 'none' | 'stale' | 'failed' | 'within' | 'above' | 'below'

/** Counts on by itself where it is read. */
export function standingOf(
  reading: Latest | undefined,
  { intervalSeconds, limit }: Pick<Point, 'intervalSeconds'> & { limit: Limit | null },
): Standing {
  if (!reading) return 'none'
  if (isStale(ageOf(reading), { intervalSeconds })) return 'stale'
  return reading.flag >= 4 ? 'failed' : (breachOf(reading.value, limit) ?? 'within')
}
