import { z } from 'zod'

/**
 * QARTOD primary flags (IOOS, Manual for Real-Time Quality Control): the worst of a reading's tests.
 * A suspect reading still counts in every alarm; a failed one counts neither for nor against, but for a flat line beyond the limit.
 */
export const Flag = z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4), z.literal(9)])
export type Flag = z.infer<typeof Flag>

/** The flags by what they mean. */
export const flags = { good: 1, notEvaluated: 2, suspect: 3, fail: 4, missing: 9 } as const satisfies Record<
  string,
  Flag
>

/** The tests of a reading, in the order of their digits in {@link TestResults}. */
export const qualityTests = ['grossRange', 'spike', 'rateOfChange', 'flatLine', 'gap'] as const
export type QualityTest = (typeof qualityTests)[number]

/** One flag a test as one digit, in the order of {@link qualityTests}: `11131` is a suspect flat line. */
export const TestResults = z.string().regex(/^[12349]{5}$/)
export type TestResults = z.infer<typeof TestResults>
