import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { SiteId } from '@jernih/domain'
import { HTTPException } from 'hono/http-exception'
import { json, signedIn } from '../ask.ts'
import type { ApiDeps } from '../deps.ts'
import type { ApiEnv } from '../guard.ts'
import { problems } from '../problem.ts'
import { SiteView, viewSite } from '../site-view.ts'

const listSites = createRoute({
  method: 'get',
  path: '/api/v1/sites',
  tags: ['sites'],
  summary: 'All sites, with the limits in force',
  security: signedIn,
  responses: { 200: json(z.array(SiteView), 'The sites'), ...problems(401) },
})

const getSite = createRoute({
  method: 'get',
  path: '/api/v1/sites/{site}',
  tags: ['sites'],
  summary: 'One site, with the limits in force',
  security: signedIn,
  request: { params: z.object({ site: SiteId }) },
  responses: { 200: json(SiteView, 'The site'), ...problems(400, 401, 404) },
})

export function siteRoutes({ sites, clock }: ApiDeps) {
  return new OpenAPIHono<ApiEnv>()
    .openapi(listSites, (c) => {
      const now = clock.now()
      return c.json(
        sites.all().map((site) => viewSite(site, now)),
        200,
      )
    })
    .openapi(getSite, (c) => {
      const { site: id } = c.req.valid('param')
      const site = sites.get(id)
      if (!site) throw new HTTPException(404, { message: `There is no site ${id}` })
      return c.json(viewSite(site, clock.now()), 200)
    })
}
