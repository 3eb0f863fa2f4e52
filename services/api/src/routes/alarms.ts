import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { AlarmKind, LifeState, PointId, SiteId } from '@jernih/domain'
import { guidanceFor } from '@jernih/guidance'
import {
  AlarmStory,
  AlarmView,
  StandingView,
  viewAlarm,
  viewStanding,
  viewTransition,
} from '../alarm-view.ts'
import { AskedInstant, askedCount, json, pageOf, signedIn } from '../ask.ts'
import type { ApiDeps } from '../deps.ts'
import type { ApiEnv } from '../guard.ts'
import { zoneOf } from '../latest-view.ts'
import type { AlarmQuery } from '../ports.ts'
import { problems } from '../problem.ts'
import { refuseUnknownSite } from '../unknown-site.ts'
import { alarmParams, findAlarm } from './alarm-acts.ts'

const listAlarms = createRoute({
  method: 'get',
  path: '/api/v1/alarms',
  tags: ['alarms'],
  summary: 'Episodes, newest first',
  security: signedIn,
  request: {
    query: z.strictObject({
      status: z
        .enum(['active', 'unacknowledged', 'acknowledged', 'shelved', 'cleared'])
        .optional()
        .openapi({ description: '`active` includes acknowledged, withheld and latched ones' }),
      state: LifeState.optional().openapi({ description: 'By the states of ISA-18.2 / IEC 62682' }),
      site: SiteId.optional(),
      point: PointId.optional().openapi({
        description:
          'At any parameter of it, and of it as a whole; without `site`, at the points of every site so named',
      }),
      kind: AlarmKind.optional(),
      from: AskedInstant.optional().openapi({ description: 'Episodes that overlap `[from, to)`' }),
      to: AskedInstant.optional(),
      cursor: z
        .string()
        .max(400)
        .regex(/^-?\d{1,16}_./, 'expected the `next` of the page before')
        .optional(),
      limit: askedCount({ max: 500, preset: 100 }),
    }),
  },
  responses: { 200: json(pageOf(AlarmView), 'A page of episodes'), ...problems(400, 401, 404) },
})

const getAlarm = createRoute({
  method: 'get',
  path: '/api/v1/alarms/{id}',
  tags: ['alarms'],
  summary: 'An episode, what to do about it, and every step of its life, oldest first',
  security: signedIn,
  request: { params: alarmParams },
  responses: { 200: json(AlarmStory, 'The episode'), ...problems(400, 401, 404) },
})

const listWithheld = createRoute({
  method: 'get',
  path: '/api/v1/withheld-alarms',
  tags: ['alarms'],
  summary: 'The alarms that are kept from people: shelved, suppressed by design, out of service',
  security: signedIn,
  request: { query: z.strictObject({ site: SiteId.optional() }) },
  responses: {
    200: json(z.strictObject({ items: z.array(StandingView) }), 'Each, whether or not its condition holds'),
    ...problems(400, 401, 404),
  },
})

export function alarmRoutes(deps: ApiDeps) {
  const { watch, sites } = deps

  return new OpenAPIHono<ApiEnv>()
    .openapi(listAlarms, async (c) => {
      const asked = c.req.valid('query')
      const { alarms, next } = await watch.list(defined<AlarmQuery>(asked))
      refuseUnknownSite(asked.site, { sites, found: alarms.length > 0 })
      return c.json({ items: alarms.map((alarm) => viewAlarm(alarm, zoneOf(sites, alarm.site))), next }, 200)
    })
    .openapi(getAlarm, async (c) => {
      const { alarm, transitions } = await findAlarm(deps, c.req.valid('param').id)
      const zone = zoneOf(sites, alarm.site)
      const steps = transitions.map((step) => viewTransition(step, zone))
      const life = { guidance: guidanceFor(alarm), transitions: steps }
      return c.json({ ...viewAlarm(alarm, zone), ...life }, 200)
    })
    .openapi(listWithheld, (c) => {
      const { site } = c.req.valid('query')
      const withheld = watch.withheld().filter((alarm) => site === undefined || alarm.site === site)
      refuseUnknownSite(site, { sites, found: withheld.length > 0 })
      const items = withheld.map((alarm) => viewStanding(alarm, zoneOf(sites, alarm.site)))
      return c.json({ items }, 200)
    })
}

/** Without the keys that were not given. */
function defined<T>(asked: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined)) as T
}
