import { type Flag, flags } from '@jernih/domain'
import { createExtremes } from './extremes.ts'

export interface FlatLineThresholds {
  suspectSeconds: number
  failSeconds: number
  /** In the parameter's unit. */
  tolerance: number
  /** Zero is a state of this parameter, not a frozen value. */
  zeroIsIdle: boolean
}

export interface FlatLineTest {
  /** So much time was watched before the next reading; of a silence only its first part counts, since nobody saw the rest. */
  observe(ms: number): void
  judge(value: number): Flag
}

/** Bounds the memory of a run whose values creep through the tolerance in ever new steps. */
const capacity = 512

/**
 * QARTOD test 8, in time and not in a count of readings: suspect or fail where all values of so long lie within `tolerance` of
 * each other. Not evaluated while all that is known is flat, but not yet for so long.
 *
 * Follows the longest run of readings, up to the newest, whose range keeps within the tolerance.
 */
export function createFlatLineTest(thresholds: FlatLineThresholds): FlatLineTest {
  const { tolerance, zeroIsIdle } = thresholds
  const suspectMs = thresholds.suspectSeconds * 1_000
  const failMs = thresholds.failSeconds * 1_000
  const highs = createExtremes(capacity)
  /** Lows as the highs of the negated values. */
  const lows = createExtremes(capacity)
  let observed = 0
  let since = 0
  /** Whether we saw the run begin, by a change; the first may have begun before we looked. */
  let sawItBegin = false

  function judgeRun(): Flag {
    const flatMs = observed - since
    if (flatMs >= failMs) return flags.fail
    if (flatMs >= suspectMs) return flags.suspect
    return sawItBegin ? flags.good : flags.notEvaluated
  }

  return {
    observe(ms) {
      observed += ms
    },

    judge(value) {
      if (zeroIsIdle && Math.abs(value) <= tolerance) {
        highs.clear()
        lows.clear()
        sawItBegin = true
        return flags.good
      }
      if (highs.isEmpty()) since = observed
      highs.push(value, observed)
      lows.push(-value, observed)
      while (highs.highest() + lows.highest() > tolerance) {
        since = highs.highest() === value ? lows.cut() : highs.cut()
        sawItBegin = true
      }
      highs.forgetBefore(observed - failMs)
      lows.forgetBefore(observed - failMs)
      return judgeRun()
    },
  }
}
