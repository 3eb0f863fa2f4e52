import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { Flag, formatInstant, Parameter, PointId, parameters, SiteId } from '@jernih/domain'
import { HTTPException } from 'hono/http-exception'
import { AskedInstant, askedCount, json, Moment, signedIn } from '../ask.ts'
import type { ApiDeps } from '../deps.ts'
import type { ApiEnv } from '../guard.ts'
import { LatestView, viewLatest, zoneOf } from '../latest-view.ts'
import { problems } from '../problem.ts'
import { refuseUnknownSite } from '../unknown-site.ts'

const dayMs = 86_400_000

const getLatest = createRoute({
  method: 'get',
  path: '/api/v1/latest',
  tags: ['readings'],
  summary: 'The newest reading of every series, by time of measurement',
  security: signedIn,
  request: { query: z.strictObject({ site: SiteId.optional() }) },
  responses: { 200: json(z.array(LatestView), 'One a series'), ...problems(400, 401, 404) },
})

const Bucket = z
  .strictObject({
    at: Moment,
    min: z.number(),
    mean: z.number(),
    max: z.number(),
    count: z.int(),
    flag: Flag.meta({ description: 'The worst in the bucket' }),
    suspect: z.int().openapi({ description: 'How many of them are suspect' }),
    failed: z.int().openapi({
      description:
        'How many of them failed: they are no part of min, mean and max, unless all of them did (then it is `count`)',
    }),
  })
  .openapi('Bucket')

const History = z
  .strictObject({
    unit: z.string(),
    resolutionMs: z.int().nullable().openapi({ description: 'Null for raw readings' }),
    buckets: z.array(Bucket),
    next: Moment.nullable().openapi({ description: 'Raw readings alone: the `from` of the next page' }),
  })
  .openapi('History')

const getReadings = createRoute({
  method: 'get',
  path: '/api/v1/readings',
  tags: ['readings'],
  summary:
    "One series' history in at most `maxPoints` buckets; empty buckets are left out, so a gap is a gap",
  security: signedIn,
  request: {
    query: z.strictObject({
      site: SiteId,
      point: PointId,
      parameter: Parameter,
      from: AskedInstant.optional().openapi({ description: 'Default: a day before `to`' }),
      to: AskedInstant.optional().openapi({ description: 'Not included; default: now' }),
      maxPoints: askedCount({ max: 2_000, preset: 500 }),
      resolution: z.enum(['auto', 'raw']).default('auto'),
    }),
  },
  responses: { 200: json(History, 'Oldest first'), ...problems(400, 401, 404, 503) },
})

export function readingRoutes({ sites, watch, store, clock }: ApiDeps) {
  return new OpenAPIHono<ApiEnv>()
    .openapi(getLatest, (c) => {
      const { site } = c.req.valid('query')
      const now = clock.now()
      const latest = watch.latest().filter((reading) => site === undefined || reading.site === site)
      refuseUnknownSite(site, { sites, found: latest.length > 0 })
      return c.json(
        latest.map((reading) => viewLatest(reading, sites, now)),
        200,
      )
    })
    .openapi(getReadings, async (c) => {
      const { from: asked, to = clock.now(), maxPoints, resolution, ...series } = c.req.valid('query')
      const from = asked ?? Math.max(0, to - dayMs)
      if (from >= to) throw new HTTPException(400, { message: 'query.from: expected a time before `to`' })

      const { resolutionMs, buckets, next } = await store.read({
        ...series,
        from,
        to,
        maxPoints,
        resolution,
        signal: c.req.raw.signal,
      })
      const point = sites.get(series.site)?.points.find(({ id }) => id === series.point)
      if (buckets.length === 0 && !point?.parameters[series.parameter]) {
        throw new HTTPException(404, { message: 'No such series, neither in the sites nor in the store' })
      }
      const zone = zoneOf(sites, series.site)
      return c.json(
        {
          unit: parameters[series.parameter].unit,
          resolutionMs,
          buckets: buckets.map((bucket) => ({ ...bucket, at: formatInstant(bucket.at, zone) })),
          next: next === null ? null : formatInstant(next, zone),
        },
        200,
      )
    })
}
