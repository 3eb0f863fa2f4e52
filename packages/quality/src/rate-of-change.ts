import { type Flag, flags } from '@jernih/domain'

export interface RateOfChangeTest {
  judge(at: number, value: number): Flag
  /** What came before is too long ago to compare with. */
  forget(): void
}

/** The shortest time over which a change makes a rate. */
const spanMs = 30_000

/**
 * QARTOD test 7: suspect where the change is more than `perMinute` (units a minute). A change is measured from the last
 * reading of an earlier half minute, and over half a minute at least: between two readings of the same second, noise
 * would look like a rate. From one reading in half a minute on, this is the change from the reading before.
 */
export function createRateOfChangeTest(perMinute: number | null): RateOfChangeTest {
  let slot = Number.NaN
  let [previousAt, previous] = [Number.NaN, 0]
  let [baseAt, base] = [Number.NaN, 0]

  return {
    judge(at, value) {
      if (perMinute === null) return flags.notEvaluated
      const nowSlot = Math.floor(at / spanMs)
      if (nowSlot !== slot) {
        slot = nowSlot
        baseAt = previousAt
        base = previous
      }
      previousAt = at
      previous = value
      if (Number.isNaN(baseAt)) return flags.notEvaluated
      const minutes = Math.max(at - baseAt, spanMs) / 60_000
      return Math.abs(value - base) > perMinute * minutes ? flags.suspect : flags.good
    },
    forget() {
      previousAt = Number.NaN
      slot = Number.NaN
    },
  }
}
