import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { type Alarm, AlarmKind, InstantInput, SiteId } from '@jernih/domain'
import type { Draft } from '@jernih/journal'
import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { AlarmStory, AlarmView, viewAlarm, viewTransition } from '../alarm-view.ts'
import { AskedInstant, askedCount, body, json, optionalBody, pageOf, signedIn } from '../ask.ts'
import type { Caller } from '../callers.ts'
import type { ApiDeps } from '../deps.ts'
import type { ApiEnv } from '../guard.ts'
import { zoneOf } from '../latest-view.ts'
import type { AlarmQuery } from '../ports.ts'
import { problems } from '../problem.ts'
import { refuseUnknownSite } from '../unknown-site.ts'
import { within } from '../within.ts'

const dayMs = 86_400_000
/** Longest that an act waits for its effect; after it the alarm is told as it stands, with 202. */
const effectLimitMs = 5_000

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
        .openapi({ description: '`active` includes acknowledged ones' }),
      site: SiteId.optional(),
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

const params = z.object({ id: z.string().min(1).max(300) })

const getAlarm = createRoute({
  method: 'get',
  path: '/api/v1/alarms/{id}',
  tags: ['alarms'],
  summary: 'An episode and every step of its life, oldest first',
  security: signedIn,
  request: { params },
  responses: { 200: json(AlarmStory, 'The episode'), ...problems(400, 401, 404) },
})

const Note = z.string().trim().max(1_000)

const notYet = json(AlarmView, 'It is on record, and will have its effect; the episode as it still stands')

const acknowledge = createRoute({
  method: 'post',
  path: '/api/v1/alarms/{id}/acknowledge',
  tags: ['alarms'],
  summary: 'Says that a person has seen it and acts',
  security: signedIn,
  request: { params, ...optionalBody(z.strictObject({ note: Note.optional() })) },
  responses: {
    200: json(AlarmView, 'The episode, acknowledged'),
    202: notYet,
    ...problems(400, 401, 403, 404, 409, 413, 415, 503),
  },
})

const Shelving = z.union([
  z.strictObject({ until: InstantInput, reason: Note.min(1) }),
  z.strictObject({ minutes: z.int().min(1).max(10_080), reason: Note.min(1) }),
])

const shelve = createRoute({
  method: 'post',
  path: '/api/v1/alarms/{id}/shelve',
  tags: ['alarms'],
  summary: 'Puts it aside until a time, at most seven days ahead, with a reason',
  security: signedIn,
  request: { params, ...body(Shelving) },
  responses: {
    200: json(AlarmView, 'The episode, shelved'),
    202: notYet,
    ...problems(400, 401, 403, 404, 409, 413, 415, 503),
  },
})

const unshelve = createRoute({
  method: 'post',
  path: '/api/v1/alarms/{id}/unshelve',
  tags: ['alarms'],
  summary: 'Takes it back before its time',
  security: signedIn,
  request: { params, ...optionalBody(z.strictObject({ note: Note.optional() })) },
  responses: {
    200: json(AlarmView, 'The episode, no longer shelved'),
    202: notYet,
    ...problems(400, 401, 403, 404, 409, 413, 415, 503),
  },
})

export function alarmRoutes({ watch, sites, journal, clock }: ApiDeps) {
  const view = (alarm: Alarm) => viewAlarm(alarm, zoneOf(sites, alarm.site))

  async function find(id: string) {
    const found = await watch.get(id)
    if (!found) throw new HTTPException(404, { message: `There is no alarm ${id}` })
    return found
  }

  const actOn = (alarm: string, { by }: Caller) =>
    ({ kind: 'act', receivedAt: clock.now(), alarm, by }) as const

  /** Appends the act and answers the episode: 200 once the watch has taken the act in, 202 where that takes too long. */
  async function record(c: Context, act: Extract<Draft, { kind: 'act' }>) {
    const reached = await within(watch.reached(await journal.append(act)), effectLimitMs)
    return c.json(view((await find(act.alarm)).alarm), reached ? 200 : 202)
  }

  return new OpenAPIHono<ApiEnv>()
    .openapi(listAlarms, async (c) => {
      const asked = c.req.valid('query')
      const { alarms, next } = await watch.list(defined<AlarmQuery>(asked))
      refuseUnknownSite(asked.site, { sites, found: alarms.length > 0 })
      return c.json({ items: alarms.map(view), next }, 200)
    })
    .openapi(getAlarm, async (c) => {
      const { alarm, transitions } = await find(c.req.valid('param').id)
      const zone = zoneOf(sites, alarm.site)
      return c.json(
        { ...view(alarm), transitions: transitions.map((step) => viewTransition(step, zone)) },
        200,
      )
    })
    .openapi(acknowledge, async (c) => {
      const { id } = c.req.valid('param')
      const { alarm } = await find(id)
      if (alarm.acknowledgement) refuse('It is acknowledged already')
      const { note = null } = c.req.valid('json')
      return record(c, { ...actOn(id, c.get('caller')), act: 'acknowledge', note })
    })
    .openapi(shelve, async (c) => {
      const { id } = c.req.valid('param')
      const { alarm } = await find(id)
      const asked = c.req.valid('json')
      const now = clock.now()
      const until = 'until' in asked ? asked.until : now + asked.minutes * 60_000
      if (alarm.status === 'cleared') refuse('It has cleared already')
      if (until <= now) refuse('The shelving would end in the past')
      if (until > now + 7 * dayMs) refuse('The shelving would last longer than seven days')
      return record(c, { ...actOn(id, c.get('caller')), act: 'shelve', until, note: asked.reason })
    })
    .openapi(unshelve, async (c) => {
      const { id } = c.req.valid('param')
      const { alarm } = await find(id)
      if (!alarm.shelving || alarm.shelving.until <= clock.now()) refuse('It is not shelved')
      const { note = null } = c.req.valid('json')
      return record(c, { ...actOn(id, c.get('caller')), act: 'unshelve', note })
    })
}

function refuse(message: string): never {
  throw new HTTPException(409, { message })
}

/** Without the keys that were not given. */
function defined<T>(asked: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined)) as T
}
