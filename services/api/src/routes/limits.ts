import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { PointId, SiteId } from '@jernih/domain'
import { HTTPException } from 'hono/http-exception'
import { AskedInstant, json, signedIn } from '../ask.ts'
import type { ApiDeps } from '../deps.ts'
import type { ApiEnv } from '../guard.ts'
import { LimitView } from '../limit-view.ts'
import { problems } from '../problem.ts'
import { pointLimits } from '../site-view.ts'

const getLimits = createRoute({
  method: 'get',
  path: '/api/v1/limits',
  tags: ['sites'],
  summary: 'The limits in force at a point then, each with its citation; none but at an outlet',
  security: signedIn,
  request: {
    query: z.strictObject({
      site: SiteId,
      point: PointId,
      at: AskedInstant.optional().openapi({ description: 'Default: now' }),
    }),
  },
  responses: { 200: json(z.array(LimitView), 'The limits'), ...problems(400, 401, 404) },
})

export function limitRoutes({ sites, clock }: ApiDeps) {
  return new OpenAPIHono<ApiEnv>().openapi(getLimits, (c) => {
    const { site: siteId, point: pointId, at = clock.now() } = c.req.valid('query')
    const site = sites.get(siteId)
    const point = site?.points.find(({ id }) => id === pointId)
    if (!site || !point) throw new HTTPException(404, { message: `There is no point ${siteId}/${pointId}` })
    return c.json(pointLimits(site, point, at), 200)
  })
}
