import { z } from '@hono/zod-openapi'
import { Citation, type Limit, Parameter, parameters } from '@jernih/domain'

/** A limit as the API tells it: never without its unit and its citation. A value on the limit keeps it. */
export const LimitView = z
  .strictObject({
    parameter: Parameter,
    unit: z.string(),
    low: z.number().nullable(),
    high: z.number().nullable(),
    citation: z.strictObject(Citation.shape).openapi('Citation'),
    validFrom: z.string().openapi({ format: 'date', description: "A day in the site's zone" }),
    validTo: z
      .string()
      .nullable()
      .openapi({ format: 'date', description: 'The first day it is no longer in force' }),
  })
  .openapi('Limit')
export type LimitView = z.infer<typeof LimitView>

export function viewLimit({ parameter, band, citation, validFrom, validTo }: Limit): LimitView {
  return {
    parameter,
    unit: parameters[parameter].unit,
    low: band.low ?? null,
    high: band.high ?? null,
    citation,
    validFrom,
    validTo: validTo ?? null,
  }
}
