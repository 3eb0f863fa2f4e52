import { z } from '@hono/zod-openapi'
import { type Instant, Parameter, type Point, parameters, type Site } from '@jernih/domain'
import { limitsInForce } from '@jernih/limits'
import { LimitView, viewLimit } from './limit-view.ts'

const Names = z.strictObject({ id: z.string(), en: z.string() })

const ParameterView = z
  .strictObject({
    parameter: Parameter,
    name: Names,
    unit: z.string(),
    decimals: z.int(),
    limit: LimitView.nullable(),
  })
  .openapi('SiteParameter')

const PointView = z
  .strictObject({
    id: z.string(),
    name: Names,
    kind: z.enum(['inlet', 'process', 'outlet']),
    intervalSeconds: z.number(),
    parameters: z.array(ParameterView),
  })
  .openapi('Point')

/** A site as its file says now, with the limits in force. People's contacts stay out of it. */
export const SiteView = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    zone: z.string(),
    address: z.string().nullable(),
    dischargePerDay: z.number().openapi({ description: 'm³ on a working day, which chooses the flow class' }),
    points: z.array(PointView),
  })
  .openapi('Site')
export type SiteView = z.infer<typeof SiteView>

export function viewSite(site: Site, now: Instant): SiteView {
  const { id, name, zone, address, limits, points } = site
  return {
    id,
    name,
    zone,
    address: address ?? null,
    dischargePerDay: limits.dischargePerDay,
    points: points.map((point) => viewPoint(site, point, now)),
  }
}

function viewPoint(site: Site, point: Point, now: Instant): SiteView['points'][number] {
  const { id, name, kind, intervalSeconds } = point
  const limits = pointLimits(site, point, now)
  const measured = Parameter.options.filter((parameter) => point.parameters[parameter])
  return {
    id,
    name,
    kind,
    intervalSeconds,
    parameters: measured.map((parameter) => {
      const { name, unit, decimals } = parameters[parameter]
      return {
        parameter,
        name,
        unit,
        decimals,
        limit: limits.find((limit) => limit.parameter === parameter) ?? null,
      }
    }),
  }
}

/** Discharge limits bind the outlet alone. */
export function pointLimits(site: Site, point: Point, at: Instant): LimitView[] {
  return point.kind === 'outlet' ? limitsInForce(site, at).map(viewLimit) : []
}
