import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { json, signedIn } from '../ask.ts'
import type { ApiDeps } from '../deps.ts'
import type { ApiEnv } from '../guard.ts'
import { problems } from '../problem.ts'

/** A consumer this many entries behind is worth a warning. */
const farBehindEntries = 100_000

const getHealth = createRoute({
  method: 'get',
  path: '/healthz',
  tags: ['health'],
  summary: 'The process answers',
  responses: { 200: json(z.strictObject({ status: z.literal('ok') }), 'It lives') },
})

const Readiness = z
  .strictObject({
    ready: z.boolean(),
    reasons: z.array(z.string()).openapi({ description: 'Why it is not ready' }),
    warnings: z.array(z.string()).openapi({ description: 'What somebody should look at' }),
  })
  .openapi('Readiness')

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

export function healthRoutes(deps: ApiDeps) {
  const { metrics } = deps
  return new OpenAPIHono<ApiEnv>()
    .openapi(getHealth, (c) => c.json({ status: 'ok' } as const, 200))
    .openapi(getReadiness, (c) => {
      const readiness = readinessOf(deps)
      return c.json(readiness, readiness.ready ? 200 : 503)
    })
    .openapi(getMetrics, async (c) => {
      return c.text(await metrics.metrics(), 200, { 'content-type': metrics.contentType })
    })
}

function readinessOf({ journal, sites, consumers }: ApiDeps): z.infer<typeof Readiness> {
  const health = journal.health()
  const reasons = [
    ...(health.writable ? [] : [`The journal cannot be written: ${health.reason}`]),
    ...(sites.all().length > 0 ? [] : ['There is no site; write one into the sites folder']),
  ]
  const head = journal.head()
  const behind = consumers.filter((consumer) => head - journal.cursor(consumer) > farBehindEntries)
  const warnings = [
    ...sites.mistakes(),
    ...behind.map((consumer) => `${consumer} is ${head - journal.cursor(consumer)} entries behind`),
  ]
  return { ready: reasons.length === 0, reasons, warnings }
}
