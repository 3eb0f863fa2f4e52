import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { json, signedIn } from '../ask.ts'
import type { Caller } from '../callers.ts'
import type { ApiDeps } from '../deps.ts'
import type { ApiEnv } from '../guard.ts'
import { problems } from '../problem.ts'
import { askerOf, type Checkup, Readiness } from '../readiness.ts'

const getHealth = createRoute({
  method: 'get',
  path: '/healthz',
  tags: ['health'],
  summary: 'The process answers',
  responses: { 200: json(z.strictObject({ status: z.literal('ok') }), 'It lives') },
})

const getReadiness = createRoute({
  method: 'get',
  path: '/readyz',
  tags: ['health'],
  summary: 'Whether readings are taken in and kept; if not, why',
  responses: { 200: json(Readiness, 'Ready'), 503: json(Readiness, 'Not ready') },
})

const getMetrics = createRoute({
  method: 'get',
  path: '/metrics',
  tags: ['health'],
  summary: 'Prometheus metrics',
  security: signedIn,
  responses: {
    200: { description: 'In the text format', content: { 'text/plain': { schema: z.string() } } },
    ...problems(401),
  },
})

export function healthRoutes({ metrics }: ApiDeps, checkup: Checkup) {
  return new OpenAPIHono<ApiEnv>()
    .openapi(getHealth, (c) => c.json({ status: 'ok' } as const, 200))
    .openapi(getReadiness, async (c) => {
      const caller: Caller | undefined = c.get('caller')
      const readiness = await checkup.fresh(askerOf(caller ?? null))
      return c.json(readiness, readiness.ready ? 200 : 503)
    })
    .openapi(getMetrics, async (c) => {
      return c.text(await metrics.metrics(), 200, { 'content-type': metrics.contentType })
    })
}
