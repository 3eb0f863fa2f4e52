import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { SiteId } from '@jernih/domain'
import { HTTPException } from 'hono/http-exception'
import { AlarmHealthView, viewAlarmHealth } from '../alarm-health-view.ts'
import { AskedInstant, json, signedIn } from '../ask.ts'
import type { ApiDeps } from '../deps.ts'
import type { ApiEnv } from '../guard.ts'
import { answerProblem, problems } from '../problem.ts'

const dayMs = 86_400_000
const mostDays = 31

const getAlarmHealth = createRoute({
  method: 'get',
  path: '/api/v1/alarm-health',
  tags: ['alarms'],
  summary:
    "How well a site's alarms serve its people: rates, floods, bad actors, each figure beside its target",
  security: signedIn,
  request: {
    query: z.strictObject({
      site: SiteId,
      from: AskedInstant.optional().openapi({
        description: `Default: a day before \`to\`; at most ${mostDays} days before it`,
      }),
      to: AskedInstant.optional().openapi({ description: 'Not included; default, and the latest: now' }),
    }),
  },
  responses: { 200: json(AlarmHealthView, 'The figures'), ...problems(400, 401, 404, 503) },
})

export function alarmHealthRoutes({ sites, alarmHealth, clock }: ApiDeps) {
  return new OpenAPIHono<ApiEnv>().openapi(getAlarmHealth, async (c) => {
    const asked = c.req.valid('query')
    const now = clock.now()
    const to = Math.min(asked.to ?? now, now)
    const from = asked.from ?? Math.max(0, to - dayMs)
    if (from >= to) refuse('query.from: expected a time before `to`, and before now')
    if (to - from > mostDays * dayMs) refuse(`query.from: expected at most ${mostDays} days before \`to\``)
    const site = sites.get(asked.site)
    if (!site) throw new HTTPException(404, { message: `There is no site ${asked.site}` })

    const window = { from, to, now, operators: site.operators ?? 1 }
    const report = await alarmHealth.report(site, window)
    if (report === 'busy') {
      return answerProblem(c, 503, 'So much was asked of the alarms that this took too long', {
        retryAfterSeconds: 10,
      }) as never
    }
    return c.json(viewAlarmHealth(site, window, report), 200)
  })
}

function refuse(message: string): never {
  throw new HTTPException(400, { message })
}
