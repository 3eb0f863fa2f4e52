import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import {
  formatInstant,
  type Instant,
  InstantInput,
  PointId,
  type PointStanding,
  PointState,
  SiteId,
} from '@jernih/domain'
import { HTTPException } from 'hono/http-exception'
import { AskedInstant, body, json, Moment, signedIn } from '../ask.ts'
import type { ApiDeps } from '../deps.ts'
import type { ApiEnv } from '../guard.ts'
import { zoneOf } from '../latest-view.ts'
import { answerMistakes, problems } from '../problem.ts'
import { refuseUnknownPoint, refuseUnknownSite } from '../unknown-site.ts'
import { within } from '../within.ts'

/** In minutes: how long it lasts where nobody says, and at the longest. */
const lengths = {
  calibration: { usual: 60, longest: 240 },
  maintenance: { usual: 120, longest: 720 },
} as const
/** Longest that a mark waits for its effect; after it the point is told as it stands, with 202. */
const effectLimitMs = 5_000
const weekMs = 7 * 86_400_000

const Reason = z.string().trim().min(1).max(1_000)
const AskedState = z.discriminatedUnion('state', [
  timed('calibration'),
  timed('maintenance'),
  z.strictObject({ state: z.literal('stopped'), reason: Reason }),
  z.strictObject({ state: z.literal('running'), reason: Reason.optional() }),
])
type AskedState = z.infer<typeof AskedState>

const PointStateView = z
  .strictObject({
    site: z.string(),
    point: z.string(),
    state: PointState,
    saidBy: z
      .enum(['person', 'device', 'nobody'])
      .openapi({ description: '`nobody`: it runs, since nobody said otherwise' }),
    since: Moment.nullable(),
    until: Moment.nullable().openapi({
      description: 'It returns by itself then; null where only another word ends it',
    }),
    by: z.string().nullable().openapi({ description: 'Of a person' }),
    reason: z.string().nullable(),
    device: z.strictObject({ state: PointState, since: Moment }).nullable().openapi({
      description:
        'What the device said last; null where it said nothing yet, or nothing since a person let it run',
    }),
  })
  .openapi('PointState')

const place = z.object({ site: SiteId, point: PointId })

const markPoint = createRoute({
  method: 'post',
  path: '/api/v1/sites/{site}/points/{point}/state',
  tags: ['sites'],
  summary:
    'Says what a point is doing; calibration and maintenance end by themselves, `running` ends all of it',
  security: signedIn,
  request: { params: place, ...body(AskedState) },
  responses: {
    201: json(PointStateView, 'On record; the point as it stands after it'),
    202: json(PointStateView, 'On record, and will have its effect; the point as it still stands'),
    ...problems(400, 401, 403, 404, 409, 413, 415, 503),
  },
})

const listStates = createRoute({
  method: 'get',
  path: '/api/v1/point-states',
  tags: ['sites'],
  summary: 'What each point is doing now, since when, until when, and who says so',
  security: signedIn,
  request: { query: z.strictObject({ site: SiteId.optional() }) },
  responses: {
    200: json(z.strictObject({ items: z.array(PointStateView) }), 'One a point'),
    ...problems(400, 401, 404),
  },
})

const PointWordView = z
  .strictObject({
    at: Moment,
    state: PointState,
    saidBy: z.enum(['person', 'device']),
    until: Moment.nullable().openapi({ description: 'A person’s word ends by itself then' }),
    by: z.string().nullable(),
    reason: z.string().nullable(),
  })
  .openapi('PointWord')

const listWords = createRoute({
  method: 'get',
  path: '/api/v1/sites/{site}/points/{point}/states',
  tags: ['sites'],
  summary: 'What was said of a point, oldest first: what marks the readings of that time',
  security: signedIn,
  request: {
    params: place,
    query: z.strictObject({
      from: AskedInstant.optional().openapi({ description: 'Default: a week before `to`' }),
      to: AskedInstant.optional().openapi({ description: 'Not included; default: now' }),
    }),
  },
  responses: {
    200: json(
      z.strictObject({ items: z.array(PointWordView) }),
      'In that time, and the last words of the device and of people before it; at most 2,000, the newest',
    ),
    ...problems(400, 401, 404),
  },
})

/** What people say of points. Each word is an entry in the journal, and has its effect by way of the watch. */
export function pointStateRoutes({ sites, journal, watch, pointStates, logbook, clock }: ApiDeps) {
  function view(standing: PointStanding): z.infer<typeof PointStateView> {
    const { since, until, device } = standing
    const told = (at: Instant) => formatInstant(at, zoneOf(sites, standing.site))
    return {
      ...standing,
      since: since === null ? null : told(since),
      until: until === null ? null : told(until),
      device: device && { state: device.state, since: told(device.since) },
    }
  }

  function standing(place: { site: SiteId; point: PointId }): PointStanding {
    const all = pointStates.pointStandings(clock.now())
    const found = all.find(({ site, point }) => site === place.site && point === place.point)
    if (found) return found
    throw new HTTPException(404, { message: `There is no point ${place.site}/${place.point}` })
  }

  return new OpenAPIHono<ApiEnv>()
    .openapi(listWords, async (c) => {
      const { site, point } = c.req.valid('param')
      const { to = clock.now(), from = Math.max(0, to - weekMs) } = c.req.valid('query')
      if (from >= to) throw new HTTPException(400, { message: 'query.from: expected a time before `to`' })
      const words = await logbook.words({ site, point, from, to })
      if (words.length === 0) refuseUnknownPoint({ site, point }, sites)
      const told = (at: Instant) => formatInstant(at, zoneOf(sites, site))
      const items = words.map((word) => {
        return { ...word, at: told(word.at), until: word.until === null ? null : told(word.until) }
      })
      return c.json({ items }, 200)
    })
    .openapi(markPoint, async (c) => {
      const place = c.req.valid('param')
      const asked = c.req.valid('json')
      refuseUnknownPoint(place, sites)
      const now = clock.now()
      const end = endOf(asked, now)
      if ('expected' in end)
        return answerMistakes(c, [{ path: `json.${end.path}`, expected: end.expected }]) as never
      if (asked.state === 'running' && standing(place).state === 'running') {
        throw new HTTPException(409, { message: 'It is running already' })
      }
      const { state, reason = null } = asked
      const { by } = c.get('caller')
      const said = { ...place, state, until: end.until, by, reason }
      const offset = await journal.append({ kind: 'mark', receivedAt: now, ...said })
      const status = (await within(watch.reached(offset), effectLimitMs)) ? 201 : 202
      return c.json(view(standing(place)), status)
    })
    .openapi(listStates, (c) => {
      const { site } = c.req.valid('query')
      refuseUnknownSite(site, { sites, found: false })
      const all = pointStates.pointStandings(clock.now())
      return c.json({ items: all.filter((one) => site === undefined || one.site === site).map(view) }, 200)
    })
}

function timed<State extends keyof typeof lengths>(state: State) {
  const { usual, longest } = lengths[state]
  return z
    .strictObject({
      state: z.literal(state),
      reason: Reason,
      until: InstantInput.optional(),
      minutes: z
        .int()
        .min(1)
        .max(longest)
        .optional()
        .openapi({ description: `Without an end: ${usual}` }),
    })
    .refine(({ until, minutes }) => until === undefined || minutes === undefined, {
      path: ['until'],
      error: 'expected `until` or `minutes`, not both',
    })
}

/** When it ends by itself, if it does, or what was expected in place of the end that was asked for. */
function endOf(
  asked: AskedState,
  now: Instant,
): { until: Instant | null } | { path: string; expected: string } {
  if (asked.state === 'stopped' || asked.state === 'running') return { until: null }
  const { usual, longest } = lengths[asked.state]
  const until = asked.until ?? now + (asked.minutes ?? usual) * 60_000
  if (until > now && until <= now + longest * 60_000) return { until }
  return { path: 'until', expected: `expected a time to come, at most ${longest} minutes ahead` }
}
