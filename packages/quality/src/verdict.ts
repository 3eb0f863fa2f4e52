import { type Flag, flags, qualityTests, type TestResults } from '@jernih/domain'

/** One flag a test, packed into a small integer: what a judge keeps and passes on without allocating. */
export type Verdict = number

const tests: TestResults[] = []
const worst: Flag[] = []
for (let verdict = 0; verdict < 5 ** qualityTests.length; verdict += 1) {
  const digits = verdict.toString(5).padStart(qualityTests.length, '0').replaceAll('0', '9')
  tests.push(digits)
  worst.push(aggregate(digits))
}

/** In the order of {@link qualityTests}. */
export function packVerdict(
  grossRange: Flag,
  spike: Flag,
  rateOfChange: Flag,
  flatLine: Flag,
  gap: Flag,
): Verdict {
  return (
    (((digit(grossRange) * 5 + digit(spike)) * 5 + digit(rateOfChange)) * 5 + digit(flatLine)) * 5 +
    digit(gap)
  )
}

export function testsOf(verdict: Verdict): TestResults {
  return tests[verdict] as TestResults
}

/**
 * The aggregate: the worst of what was evaluated. Fail before suspect before good before not evaluated before missing, the
 * order of `qartod_compare` in ioos_qc: a test that could not be evaluated, or a gap before, takes nothing from a good reading.
 */
export function flagOf(verdict: Verdict): Flag {
  return worst[verdict] as Flag
}

function digit(flag: Flag): number {
  return flag === flags.missing ? 0 : flag
}

function aggregate(digits: TestResults): Flag {
  const order = [flags.fail, flags.suspect, flags.good, flags.notEvaluated]
  return order.find((flag) => digits.includes(String(flag))) ?? flags.missing
}
