import { type Flag, flags } from '@jernih/domain'

/** Distances in the parameter's unit. */
export interface SpikeThresholds {
  suspect: number
  fail: number
}

export interface SpikeTest {
  judge(value: number): Flag
  /** What came before is too long ago to compare with. */
  forget(): void
}

/**
 * QARTOD test 6, streaming. The manual compares a reading with the mean of its two neighbours, and so can only judge it when
 * the next one has come. We must judge at once, and compare with the median of the three before: one spike never becomes the
 * reference, so the readings after it are not blamed; a true step is suspect twice and then is the reference itself.
 */
export function createSpikeTest(thresholds: SpikeThresholds | null): SpikeTest {
  let known = 0
  let [first, second, third] = [0, 0, 0]

  return {
    judge(value) {
      if (thresholds === null) return flags.notEvaluated
      const flag = known < 3 ? flags.notEvaluated : judgeDistance(value - median(first, second, third))
      first = second
      second = third
      third = value
      if (known < 3) known += 1
      return flag
    },
    forget() {
      known = 0
    },
  }

  function judgeDistance(difference: number): Flag {
    const distance = Math.abs(difference)
    if (thresholds === null) return flags.notEvaluated
    return distance > thresholds.fail
      ? flags.fail
      : distance > thresholds.suspect
        ? flags.suspect
        : flags.good
  }
}

function median(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c))
}
