import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { InstantInput, PointId, SiteId } from '@jernih/domain'
import { HTTPException } from 'hono/http-exception'
import { body, json, signedIn } from '../ask.ts'
import type { ApiDeps } from '../deps.ts'
import type { ApiEnv } from '../guard.ts'
import { answerMistakes, answerProblem, problems } from '../problem.ts'
import { RehearsalView, viewRehearsal } from '../rehearsal-view.ts'
import { applyChange, RuleChange } from '../rule-change.ts'

const dayMs = 86_400_000
const mostDays = 366
const usualDays = 90

const rehearse = createRoute({
  method: 'post',
  path: '/api/v1/rules/rehearse',
  tags: ['alarms'],
  summary:
    'What changed rules would have told over stored history, beside the present ones; nothing is changed',
  security: signedIn,
  request: body(
    z.strictObject({
      site: SiteId,
      point: PointId,
      from: InstantInput.optional().openapi({
        description: `Default: ${usualDays} days before \`to\`; at most ${mostDays} days before it`,
      }),
      to: InstantInput.optional().openapi({ description: 'Not included; default, and the latest: now' }),
      change: RuleChange,
    }),
  ),
  responses: { 200: json(RehearsalView, 'What is different'), ...problems(400, 401, 404, 503) },
})

/** Why there is no report, and when asking again makes sense. */
const noReport = {
  busy: { detail: 'Another rehearsal is under way', retryAfterSeconds: 5 },
  late: { detail: 'This took longer than a minute: ask for a shorter span', retryAfterSeconds: 60 },
  left: { detail: 'The rehearsal was ended', retryAfterSeconds: 5 },
}

export function rehearsalRoutes({ sites, rehearsals, clock }: ApiDeps) {
  return new OpenAPIHono<ApiEnv>().openapi(rehearse, async (c) => {
    const { change, ...asked } = c.req.valid('json')
    const site = sites.get(asked.site)
    const point = site?.points.find(({ id }) => id === asked.point)
    if (!site || !point)
      throw new HTTPException(404, { message: `There is no point ${asked.site}/${asked.point}` })
    c.set('about', `${site.id}/${point.id}`)
    const now = clock.now()
    const to = Math.min(asked.to ?? now, now)
    const from = asked.from ?? Math.max(0, to - usualDays * dayMs)
    if (from < 0 || from >= to) refuse('json.from: expected a time after 1970, before `to`, and before now')
    if (to - from > mostDays * dayMs) refuse(`json.from: expected at most ${mostDays} days before \`to\``)
    const applied = applyChange({ site, point }, change, 'json.change')
    if ('mistakes' in applied) return answerMistakes(c, applied.mistakes) as never

    const question = { ...applied, from, to }
    const report = await rehearsals.rehearse(question, c.req.raw.signal)
    if (report === 'too-many')
      refuse('json.change: expected rules that raise fewer alarms, or a shorter span')
    if (typeof report === 'object') return c.json(viewRehearsal(question, report), 200)
    const { detail, retryAfterSeconds } = noReport[report]
    return answerProblem(c, 503, detail, { retryAfterSeconds }) as never
  })
}

function refuse(message: string): never {
  throw new HTTPException(400, { message })
}
