import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { formatInstant, SiteId } from '@jernih/domain'
import { json, Moment, signedIn } from '../ask.ts'
import type { StoredUntil } from '../completeness.ts'
import type { ApiDeps } from '../deps.ts'
import type { ApiEnv } from '../guard.ts'
import { zoneOf } from '../latest-view.ts'
import { problems } from '../problem.ts'
import { refuseUnknownSite } from '../unknown-site.ts'

const Gap = z.strictObject({ from: Moment, to: Moment }).openapi('Gap')

const Completeness = z
  .strictObject({
    storedUntil: Moment.openapi({ description: 'Whatever the server received before is in the store' }),
    points: z.array(
      z.strictObject({
        site: z.string(),
        point: z.string(),
        deviceUntil: Moment.nullable().openapi({
          description:
            'Up to this time of measurement nothing is missing, as far as its interval tells; null before the first reading',
        }),
        newestAt: Moment.nullable(),
        gaps: z.array(Gap).openapi({
          description: 'Silences of the last day that a device with a buffer may still fill, oldest first',
        }),
      }),
    ),
  })
  .openapi('Completeness')

const getCompleteness = createRoute({
  method: 'get',
  path: '/api/v1/completeness',
  tags: ['readings'],
  summary: 'Until when the server and each device have everything',
  security: signedIn,
  request: { query: z.strictObject({ site: SiteId.optional() }) },
  responses: { 200: json(Completeness, 'One a point'), ...problems(400, 401, 404) },
})

export function completenessRoutes({ sites, overview }: ApiDeps, storedUntil: StoredUntil) {
  return new OpenAPIHono<ApiEnv>().openapi(getCompleteness, async (c) => {
    const { site: asked } = c.req.valid('query')
    refuseUnknownSite(asked, { sites, found: false })
    const stored = await storedUntil.look()
    const points = overview
      .coverage()
      .filter(({ site }) => asked === undefined || site === asked)
      .map(({ site, point, newestAt, gaps }) => {
        const tell = (at: number | null) => (at === null ? null : formatInstant(at, zoneOf(sites, site)))
        const deviceUntil = gaps[0]?.from ?? newestAt
        return {
          ...{ site, point, deviceUntil: tell(deviceUntil), newestAt: tell(newestAt) },
          gaps: gaps.map(({ from, to }) => ({
            from: formatInstant(from, zoneOf(sites, site)),
            to: formatInstant(to, zoneOf(sites, site)),
          })),
        }
      })
    return c.json({ storedUntil: formatInstant(stored, asked ? zoneOf(sites, asked) : 'UTC'), points }, 200)
  })
}
