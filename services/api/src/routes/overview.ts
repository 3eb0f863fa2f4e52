import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { SiteId } from '@jernih/domain'
import { json, signedIn } from '../ask.ts'
import type { ApiDeps } from '../deps.ts'
import type { ApiEnv } from '../guard.ts'
import { OverviewView, viewOverview } from '../overview-view.ts'
import { problems } from '../problem.ts'
import { refuseUnknownSite } from '../unknown-site.ts'

const getOverview = createRoute({
  method: 'get',
  path: '/api/v1/overview',
  tags: ['sites'],
  summary: 'Every site in one line, the worst first',
  security: signedIn,
  request: { query: z.strictObject({ site: SiteId.optional() }) },
  responses: { 200: json(z.array(OverviewView), 'One a site'), ...problems(400, 401, 404) },
})

export function overviewRoutes({ sites, watch, overview, clock }: ApiDeps) {
  return new OpenAPIHono<ApiEnv>().openapi(getOverview, async (c) => {
    const { site: asked } = c.req.valid('query')
    refuseUnknownSite(asked, { sites, found: false })
    const now = clock.now()
    const known = await overview.overview(now)
    const wanted = known.filter(({ site }) => asked === undefined || site === asked)
    return c.json(viewOverview(wanted, { latest: watch.latest(), sites, now }), 200)
  })
}
