import { z } from 'zod'
import { Parameter } from './parameter.ts'

/** A calendar day in the site's zone, `2025-09-04`. */
export const Day = z.iso.date()

/** Where a limit comes from. `verified` is false where nobody here could read the rule's own text. */
export const Citation = z.strictObject({
  source: z.string().min(1),
  clause: z.string().min(1).optional(),
  verified: z.boolean(),
  note: z.string().optional(),
})
export type Citation = z.infer<typeof Citation>

/** The band that a parameter must keep, in its unit; at least one side. A value on the limit keeps it. */
export const Band = z
  .strictObject({ low: z.number().optional(), high: z.number().optional() })
  .refine((band) => band.low !== undefined || band.high !== undefined, 'expected low, high or both')
  .refine(
    (band) => band.low === undefined || band.high === undefined || band.low < band.high,
    'expected low below high',
  )
export type Band = z.infer<typeof Band>

/** One discharge limit in force from `validFrom` until the day before `validTo`, both days in the site's zone. */
export const Limit = z
  .strictObject({
    parameter: Parameter,
    band: Band,
    citation: Citation,
    validFrom: Day,
    validTo: Day.optional(),
  })
  .refine(({ validFrom, validTo }) => validTo === undefined || validFrom < validTo, {
    path: ['validTo'],
    error: 'expected a day after validFrom',
  })
export type Limit = z.infer<typeof Limit>
