import { assess } from '@jernih/alarm'
import { flags, type JudgedReading, qualityTests } from '@jernih/domain'
import type { WatchedSeries } from './watched.ts'

/**
 * Whether a reading counts for the limits: one that does not fail, and one beyond the limit that fails as a flat line alone. A frozen
 * sensor looks like that, but so does bad water at the end of a sensor's range; so it counts as a suspect one does.
 */
export function isCounted(series: WatchedSeries, { value, flag, tests }: JudgedReading): boolean {
  if (flag < flags.fail) return true
  return isFlatLineAlone(tests) && (isBeyond(series, 'high', value) || isBeyond(series, 'low', value))
}

const flatLine = qualityTests.indexOf('flatLine')
const failed = String(flags.fail)

function isFlatLineAlone(tests: string): boolean {
  return tests.indexOf(failed) === flatLine && tests.lastIndexOf(failed) === flatLine
}

function isBeyond({ limits }: WatchedSeries, side: 'high' | 'low', value: number): boolean {
  const threshold = limits.get(`limit-${side}`)?.threshold
  return threshold ? assess(threshold, value) === 'violated' : false
}
