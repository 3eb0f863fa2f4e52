import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { Flag, formatInstant, Parameter, parameters } from '@jernih/domain'
import { AskedCursor, askedCount, json, Moment, pageOf, signedIn } from '../ask.ts'
import type { ApiDeps } from '../deps.ts'
import type { ApiEnv } from '../guard.ts'
import { zoneOf } from '../latest-view.ts'
import type { QuarantinedReading } from '../ports.ts'
import { problems } from '../problem.ts'

const QuarantinedView = z
  .strictObject({
    id: z.int(),
    site: z.string(),
    point: z.string(),
    parameter: Parameter,
    unit: z.string(),
    value: z.number(),
    at: Moment,
    receivedAt: Moment,
    flag: Flag,
    offset: z.int().min(0).openapi({ description: 'Of the journal entry that has the message' }),
    reason: z.string().openapi({ description: 'What the store said' }),
  })
  .openapi('QuarantinedReading')

const listQuarantined = createRoute({
  method: 'get',
  path: '/api/v1/quarantine',
  tags: ['record'],
  summary: 'Accepted readings that the store would not take, with what it said, newest first',
  security: signedIn,
  request: {
    query: z.strictObject({
      cursor: AskedCursor.optional(),
      limit: askedCount({ max: 500, preset: 100 }),
    }),
  },
  responses: { 200: json(pageOf(QuarantinedView), 'A page of readings'), ...problems(400, 401) },
})

const releaseQuarantined = createRoute({
  method: 'post',
  path: '/api/v1/quarantine/release',
  tags: ['record'],
  summary: 'Hands them to the store again, for when its reason was mended',
  security: signedIn,
  responses: {
    200: json(
      z
        .strictObject({
          stored: z.int(),
          refused: z.int().openapi({ description: 'Still in quarantine, with what the store says now' }),
        })
        .openapi('Released'),
      'What came of them, counted in readings',
    ),
    ...problems(401, 403, 503),
  },
})

export function quarantineRoutes({ historian, sites }: ApiDeps) {
  function view(quarantined: QuarantinedReading): z.infer<typeof QuarantinedView> {
    const { id, site, point, parameter, value, at, received, flag, offset, reason } = quarantined
    const zone = zoneOf(sites, site)
    return {
      ...{ id, site, point, parameter, value, flag, offset, reason },
      unit: parameters[parameter].unit,
      at: formatInstant(at, zone),
      receivedAt: formatInstant(received, zone),
    }
  }

  return new OpenAPIHono<ApiEnv>()
    .openapi(listQuarantined, async (c) => {
      const { cursor, limit } = c.req.valid('query')
      const found = await historian.quarantined(
        cursor === undefined ? { limit } : { before: Number(cursor), limit },
      )
      const last = found.at(-1)
      const next = last && found.length === limit ? String(last.id) : null
      return c.json({ items: found.map(view), next }, 200)
    })
    .openapi(releaseQuarantined, async (c) => c.json(await historian.release(), 200))
}
