import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { SiteId } from '@jernih/domain'
import { signedIn } from '../ask.ts'
import type { ApiDeps } from '../deps.ts'
import type { ApiEnv } from '../guard.ts'
import { answerProblem, problems } from '../problem.ts'
import { askerOf } from '../readiness.ts'
import type { StreamHub } from '../stream/hub.ts'
import { refuseUnknownSite } from '../unknown-site.ts'

const description = `
Server-sent events. \`snapshot\` (the latest of all series and the active alarms) comes first; then \`reading\` (an array of
the series that changed, five times a second at most), \`alarm\` (\`{alarm, transition}\`, at once) and \`heartbeat\` (every
second, with whether readings are kept: \`{serverTime, storedUntil, head, ready, reasons, warnings}\`). \`id\` is a journal offset: sent back as \`Last-Event-ID\`, it brings what was missed, or a fresh snapshot with
\`reason: "missed"\` where that is no longer kept. When a site's file has changed, another one comes with \`reason: "sites"\`:
the sites and their limits are to be read again. A transition may come twice; its \`id\` tells.`

const openStream = createRoute({
  method: 'get',
  path: '/api/v1/stream',
  tags: ['stream'],
  summary: 'What happens, as it happens',
  description: description.trim(),
  security: signedIn,
  request: {
    query: z.strictObject({
      site: SiteId.optional(),
      after: z
        .string()
        .max(100)
        .optional()
        .openapi({ description: 'As `Last-Event-ID`, for a browser that opens the stream anew by itself' }),
    }),
    headers: z.object({ 'last-event-id': z.string().max(100).optional() }),
  },
  responses: {
    200: { description: 'Events without end', content: { 'text/event-stream': { schema: z.string() } } },
    ...problems(400, 401, 404, 503),
  },
})

export function streamRoutes({ sites, watch }: ApiDeps, hub: StreamHub) {
  return new OpenAPIHono<ApiEnv>().openapi(openStream, (c) => {
    const { site, after } = c.req.valid('query')
    refuseUnknownSite(site, { sites, found: watch.latest().some((reading) => reading.site === site) })
    const caller = c.get('caller')
    const stream = hub.open({
      by: caller.by,
      asker: askerOf(caller),
      site: site ?? null,
      lastEventId: parseEventId(c.req.valid('header')['last-event-id'] ?? after),
      mayStay: () => caller.stands(),
      cut: () => c.env?.outgoing?.destroy(),
    })
    if (!stream) return answerProblem(c, 503, 'Too many streams are open', { retryAfterSeconds: 10 }) as never
    return c.body(stream, 200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    })
  })
}

/** Anything but an offset counts as an offset that is no longer kept. */
function parseEventId(text: string | undefined): number | null {
  if (text === undefined || text === '') return null
  return /^\d{1,15}$/.test(text) ? Number(text) : -1
}
