import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { Flag, formatInstant, Parameter, parameters, SiteId } from '@jernih/domain'
import { HTTPException } from 'hono/http-exception'
import { json, Moment, signedIn } from '../ask.ts'
import type { ApiDeps } from '../deps.ts'
import type { ApiEnv } from '../guard.ts'
import { problems } from '../problem.ts'
import { createSparklines } from '../sparklines.ts'

const SparklinesView = z
  .strictObject({
    from: Moment,
    to: Moment,
    series: z.array(
      z.strictObject({
        point: z.string(),
        parameter: Parameter,
        unit: z.string(),
        points: z.array(
          z.strictObject({
            at: z.int().openapi({ description: 'Unix milliseconds, the beginning of a minute' }),
            mean: z.number(),
            flag: Flag.meta({ description: 'The worst in that minute' }),
          }),
        ),
      }),
    ),
  })
  .openapi('Sparklines')

const getSparklines = createRoute({
  method: 'get',
  path: '/api/v1/sparklines',
  tags: ['readings'],
  summary: 'The last hour of every series of a site, at most 60 points each; some seconds old at most',
  security: signedIn,
  request: { query: z.strictObject({ site: SiteId }) },
  responses: { 200: json(SparklinesView, 'One a series'), ...problems(400, 401, 404, 503) },
})

export function sparklineRoutes({ sites, store, clock }: ApiDeps) {
  const sparklines = createSparklines(store)
  return new OpenAPIHono<ApiEnv>().openapi(getSparklines, async (c) => {
    const site = sites.get(c.req.valid('query').site)
    if (!site) throw new HTTPException(404, { message: `There is no site ${c.req.valid('query').site}` })
    const { from, to, series } = await sparklines.of(site, clock.now())
    return c.json(
      {
        from: formatInstant(from, site.zone),
        to: formatInstant(to, site.zone),
        series: series.map((one) => ({ ...one, unit: parameters[one.parameter].unit })),
      },
      200,
    )
  })
}
