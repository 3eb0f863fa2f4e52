import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { type Alarm, type AlarmStanding, alarmIdOf, InstantInput } from '@jernih/domain'
import type { Draft } from '@jernih/journal'
import { HTTPException } from 'hono/http-exception'
import { AlarmView, StandingView, viewAlarm, viewStanding } from '../alarm-view.ts'
import { body, json, optionalBody, signedIn } from '../ask.ts'
import type { Caller } from '../callers.ts'
import type { ApiDeps } from '../deps.ts'
import type { ApiEnv } from '../guard.ts'
import { zoneOf } from '../latest-view.ts'
import { problems } from '../problem.ts'
import { within } from '../within.ts'

const dayMs = 86_400_000
/** Longest that an act waits for its effect; after it the alarm is told as it stands, with 202. */
const effectLimitMs = 5_000

export const alarmParams = z.object({
  id: z.string().min(1).max(300).openapi({ example: 'mojokerto-batik.outlet.cod-limit-high.4711' }),
})

const Note = z.string().trim().max(1_000)
const noted = optionalBody(z.strictObject({ note: Note.optional() }))
const reasoned = body(z.strictObject({ reason: Note.min(1) }))
const shelving = body(
  z.union([
    z.strictObject({ until: InstantInput, reason: Note.min(1) }),
    z.strictObject({ minutes: z.int().min(1).max(10_080), reason: Note.min(1) }),
  ]),
)

const act = { method: 'post' as const, tags: ['alarms'], security: signedIn }

const acknowledge = createRoute({
  ...act,
  path: '/api/v1/alarms/{id}/acknowledge',
  summary: 'Says that a person has seen it and acts; a latched one ends',
  request: { params: alarmParams, ...noted },
  responses: answers(AlarmView, 'The episode'),
})

const clear = createRoute({
  ...act,
  path: '/api/v1/alarms/{id}/clear',
  summary: 'Ends a latched alarm; refused, with the reason, while its condition holds',
  request: { params: alarmParams, ...noted },
  responses: answers(AlarmView, 'The episode'),
})

const shelve = createRoute({
  ...act,
  path: '/api/v1/alarms/{id}/shelve',
  summary: 'Puts an alarm (its id, or an episode’s) aside until a time, at most seven days ahead',
  request: { params: alarmParams, ...shelving },
  responses: answers(StandingView, 'The alarm'),
})

const unshelve = createRoute({
  ...act,
  path: '/api/v1/alarms/{id}/unshelve',
  summary: 'Takes a shelved alarm back before its time',
  request: { params: alarmParams, ...noted },
  responses: answers(StandingView, 'The alarm'),
})

const takeOut = createRoute({
  ...act,
  path: '/api/v1/alarms/{id}/out-of-service',
  summary: 'Takes an alarm (its id, or an episode’s) out of service until somebody puts it back',
  request: { params: alarmParams, ...reasoned },
  responses: answers(StandingView, 'The alarm'),
})

const putBack = createRoute({
  ...act,
  path: '/api/v1/alarms/{id}/return-to-service',
  summary: 'Puts an alarm back into service',
  request: { params: alarmParams, ...noted },
  responses: answers(StandingView, 'The alarm'),
})

/** What people do to alarms. Each act is an entry in the journal, and has its effect by way of the watch. */
export function alarmActRoutes(deps: ApiDeps) {
  const { watch, sites, journal, clock } = deps

  const actOn = (alarm: string, { by }: Caller) =>
    ({ kind: 'act', receivedAt: clock.now(), alarm, by }) as const

  /** 200 once the watch has taken the act in, 202 where that takes too long. */
  async function record(act: Extract<Draft, { kind: 'act' }>): Promise<200 | 202> {
    return (await within(watch.reached(await journal.append(act)), effectLimitMs)) ? 200 : 202
  }

  async function viewEpisode(id: string) {
    const { alarm } = await findAlarm(deps, id)
    return viewAlarm(alarm, zoneOf(sites, alarm.site))
  }

  /** The alarm of that id, or of the episode of that id. */
  async function standing(id: string): Promise<AlarmStanding> {
    if (alarmIdOf(id) !== id) await findAlarm(deps, id)
    return watch.standing(id) ?? refuseUnknown(id)
  }

  async function view(id: string) {
    const alarm = await standing(id)
    return viewStanding(alarm, zoneOf(sites, alarm.site))
  }

  return new OpenAPIHono<ApiEnv>()
    .openapi(acknowledge, async (c) => {
      const { id } = c.req.valid('param')
      const { alarm } = await findAlarm(deps, id)
      if (alarm.acknowledgement) refuse('It is acknowledged already')
      const { note = null } = c.req.valid('json')
      const status = await record({ ...actOn(id, c.get('caller')), act: 'acknowledge', note })
      return c.json(await viewEpisode(id), status)
    })
    .openapi(clear, async (c) => {
      const { id } = c.req.valid('param')
      const { alarm } = await findAlarm(deps, id)
      refuseToClear(alarm)
      const { note = null } = c.req.valid('json')
      const status = await record({ ...actOn(id, c.get('caller')), act: 'acknowledge', note })
      return c.json(await viewEpisode(id), status)
    })
    .openapi(shelve, async (c) => {
      const { id } = c.req.valid('param')
      const alarm = await standing(id)
      const asked = c.req.valid('json')
      const now = clock.now()
      const until = 'until' in asked ? asked.until : now + asked.minutes * 60_000
      if (alarmIdOf(id) !== id && alarm.episode !== id) {
        refuse(`This episode has ended; the alarm itself is ${alarm.id}`)
      }
      if (alarm.outOfService) refuse('It is out of service')
      if (until <= now) refuse('The shelving would end in the past')
      if (until > now + 7 * dayMs) refuse('The shelving would last longer than seven days')
      const status = await record({
        ...actOn(id, c.get('caller')),
        act: 'shelve',
        until,
        note: asked.reason,
      })
      return c.json(await view(id), status)
    })
    .openapi(unshelve, async (c) => {
      const { id } = c.req.valid('param')
      const { shelving } = await standing(id)
      if (!shelving || shelving.until <= clock.now()) refuse('It is not shelved')
      const { note = null } = c.req.valid('json')
      const status = await record({ ...actOn(id, c.get('caller')), act: 'unshelve', note })
      return c.json(await view(id), status)
    })
    .openapi(takeOut, async (c) => {
      const { id } = c.req.valid('param')
      if ((await standing(id)).outOfService) refuse('It is out of service already')
      const { reason: note } = c.req.valid('json')
      const status = await record({ ...actOn(id, c.get('caller')), act: 'out-of-service', note })
      return c.json(await view(id), status)
    })
    .openapi(putBack, async (c) => {
      const { id } = c.req.valid('param')
      if (!(await standing(id)).outOfService) refuse('It is in service')
      const { note = null } = c.req.valid('json')
      const status = await record({ ...actOn(id, c.get('caller')), act: 'return-to-service', note })
      return c.json(await view(id), status)
    })
}

/** An episode and its steps. Throws 404. */
export async function findAlarm({ watch }: ApiDeps, id: string) {
  return (await watch.get(id)) ?? refuseUnknown(id)
}

function answers<View extends z.ZodType>(view: View, name: string) {
  return {
    200: json(view, `${name}, as it stands after the act`),
    202: json(
      view,
      `The act is on record, and will have its effect; ${name.toLowerCase()} as it still stands`,
    ),
    ...problems(400, 401, 403, 404, 409, 413, 415, 503),
  }
}

/** Nobody clears an alarm whose condition holds, or may hold. */
function refuseToClear(alarm: Alarm): void {
  if (alarm.status === 'cleared') refuse('It has ended already')
  if (alarm.returnedAt !== null) return
  const held = 'It cannot be cleared by hand while its condition holds'
  if (alarm.dataLostSince !== null) {
    refuse(`${held}, and since the data stopped nobody knows that it does not; it ends by readings alone`)
  }
  const { limit, last } = alarm
  const because = limit && last !== null ? ` (last ${last}, limit ${limit.value} ${limit.unit})` : ''
  refuse(`${held}${because}; it ends by itself. It can be acknowledged or shelved`)
}

function refuse(message: string): never {
  throw new HTTPException(409, { message })
}

function refuseUnknown(id: string): never {
  throw new HTTPException(404, { message: `There is no alarm ${id}` })
}
