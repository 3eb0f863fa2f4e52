import { Citation, Day, Parameter } from '@jernih/domain'
import { z } from 'zod'

/** One number for every flow class, or one a class; in the parameter's unit. */
const PerClass = z.union([z.number(), z.array(z.number()).min(1)])

const LimitRow = z
  .strictObject({ low: PerClass.optional(), high: PerClass.optional(), note: z.string().optional() })
  .refine((row) => row.low !== undefined || row.high !== undefined, 'expected low, high or both')

const LimitSetId = z.string().regex(/^[a-z0-9-]+$/)

/**
 * One rule's limits for one sector, in force from `validFrom` until the day before `validTo`, on which the set begins that `replaces`
 * it. Whichever set of such a line a site names, each day is judged by the one then in force. A provincial set names a national
 * one `beneath` it, which speaks, with its line, for what the province leaves out.
 */
export const LimitSet = z
  .strictObject({
    id: LimitSetId,
    name: z.string().min(1),
    level: z.enum(['provincial', 'national']),
    validFrom: Day,
    validTo: Day.optional(),
    replaces: LimitSetId.optional(),
    beneath: LimitSetId.optional(),
    citation: Citation,
    /** Upper ends of the flow classes in m³/d, each end inclusive; the last class is open. */
    flowClasses: z.array(z.number().positive().nullable()).min(1).refine(areAscending, {
      error: 'expected ascending upper ends and null last',
    }),
    limits: z.partialRecord(Parameter, LimitRow),
    /** Largest load per ton of product, in kg. Kept as the rule's own words; nothing here is measured by a sensor. */
    loadsKgPerTon: z.partialRecord(Parameter, z.number().positive()).optional(),
    /** Largest volume of effluent per ton of product, in m³. */
    volumeM3PerTon: z.number().positive().optional(),
  })
  .refine(hasOneNumberPerClass, 'expected one number, or one for each flow class')
  .refine(({ validFrom, validTo }) => validTo === undefined || validFrom < validTo, {
    path: ['validTo'],
    error: 'expected a day after validFrom',
  })
  .refine((set) => set.level === 'provincial' || set.beneath === undefined, {
    path: ['beneath'],
    error: 'expected none, since this set is national',
  })
export type LimitSet = z.infer<typeof LimitSet>

function areAscending(ends: readonly (number | null)[]): boolean {
  return ends.every((end, index) => {
    const next = ends[index + 1]
    if (end === null) return next === undefined
    return next !== undefined && (next === null || next > end)
  })
}

function hasOneNumberPerClass(set: {
  flowClasses: unknown[]
  limits: Partial<Record<string, z.infer<typeof LimitRow>>>
}): boolean {
  return Object.values(set.limits).every((row) =>
    [row?.low, row?.high].every((side) => !Array.isArray(side) || side.length === set.flowClasses.length),
  )
}
