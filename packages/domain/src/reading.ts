import { z } from 'zod'
import { Flag, TestResults } from './flag.ts'
import { PointId, SiteId } from './identifier.ts'
import { Instant } from './instant.ts'
import { Parameter } from './parameter.ts'

/** One measured value, as the device claims it: `value` in the parameter's unit, `at` by the device's clock. */
export const Reading = z.strictObject({ parameter: Parameter, value: z.number(), at: Instant })
export type Reading = z.infer<typeof Reading>

/**
 * A reading and what its quality tests made of it. The value is never changed.
 * `late`: measured before the newest one already taken for its series; stored and counted, never shown as "now".
 * `repeat`: its series already has a reading of this very time, with the same value or with a different one.
 */
export const JudgedReading = Reading.extend({
  flag: Flag,
  tests: TestResults,
  late: z.boolean(),
  repeat: z.enum(['no', 'same', 'different']),
})
export type JudgedReading = z.infer<typeof JudgedReading>

/** A series is one parameter at one point. */
export interface SeriesKey {
  site: SiteId
  point: PointId
  parameter: Parameter
}

/** `site/point/parameter`: a series' name where one string is wanted. */
export function seriesName({ site, point, parameter }: SeriesKey): string {
  return `${site}/${point}/${parameter}`
}

/** The newest reading of a series by time of measurement, as the API tells it. */
export const Latest = z.strictObject({
  site: SiteId,
  point: PointId,
  parameter: Parameter,
  value: z.number(),
  at: Instant,
  receivedAt: Instant,
  flag: Flag,
  tests: TestResults,
})
export type Latest = z.infer<typeof Latest>
