import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { formatInstant, includesRole, Priority, SiteId } from '@jernih/domain'
import { HTTPException } from 'hono/http-exception'
import { body, json, signedIn, UtcMoment } from '../ask.ts'
import type { ApiDeps } from '../deps.ts'
import type { ApiEnv } from '../guard.ts'
import { AccountsFailed, answerMistakes, problems } from '../problem.ts'
import type { PushSubscription } from '../push-port.ts'

const Language = z.enum(['id', 'en'])

/** A browser's own `PushSubscription.toJSON()`, and what it wants to be told of. */
const AskedSubscription = z
  .strictObject({
    endpoint: z.string().max(2_000),
    expirationTime: z
      .number()
      .nullish()
      .openapi({ description: 'Taken and not used: the push service says when' }),
    keys: z.strictObject({ p256dh: z.string().max(200), auth: z.string().max(100) }),
    language: Language,
    leastPriority: Priority,
    sites: z.array(SiteId).min(1).max(1_000).optional().openapi({ description: 'Default: every site' }),
  })
  .openapi('NewPushSubscription')

const SubscriptionView = z
  .strictObject({
    id: z.string().openapi({
      description: '`push-` and the first 22 characters of the base64url of the SHA-256 of its endpoint',
    }),
    username: z.string().nullable(),
    service: z.string().openapi({ description: "The push service's host" }),
    language: Language,
    leastPriority: Priority,
    sites: z.array(z.string()).nullable().openapi({ description: 'Null: every site' }),
    createdAt: UtcMoment,
  })
  .openapi('PushSubscription')

const getKey = createRoute({
  method: 'get',
  path: '/api/v1/push/key',
  tags: ['push'],
  summary: 'The key with which a browser subscribes to Web Push (VAPID), in base64url',
  security: signedIn,
  responses: { 200: json(z.strictObject({ key: z.string() }), 'The public key'), ...problems(401) },
})

const subscribe = createRoute({
  method: 'post',
  path: '/api/v1/push/subscriptions',
  tags: ['push'],
  summary:
    'Tells this browser of alarms, for as long as the caller has an account; again: changes what it is told',
  description: 'An API token and the admin token have no account, and are refused with 409.',
  security: signedIn,
  request: body(AskedSubscription),
  responses: {
    200: json(SubscriptionView, 'Changed'),
    201: json(SubscriptionView, 'Subscribed'),
    ...problems(400, 401, 403, 409, 413, 415, 503),
  },
})

const listSubscriptions = createRoute({
  method: 'get',
  path: '/api/v1/push/subscriptions',
  tags: ['push'],
  summary: "The caller's own subscriptions; for administrators with `all=true` everybody's",
  security: signedIn,
  request: { query: z.object({ all: z.enum(['true', 'false']).default('false') }) },
  responses: {
    200: json(z.strictObject({ items: z.array(SubscriptionView) }), 'Oldest first'),
    ...problems(400, 401, 403, 503),
  },
})

const unsubscribe = createRoute({
  method: 'delete',
  path: '/api/v1/push/subscriptions/{id}',
  tags: ['push'],
  summary: "Ends one of the caller's own subscriptions; administrators may end anybody's",
  security: signedIn,
  request: { params: z.object({ id: z.string().min(1).max(200) }) },
  responses: { 204: { description: 'It is told nothing more' }, ...problems(400, 401, 403, 404, 503) },
})

export function pushRoutes(deps: Pick<ApiDeps, 'push' | 'pushSubscriptions' | 'accounts' | 'sites'>) {
  const { push, pushSubscriptions: subscriptions, accounts, sites } = deps

  async function view(those: readonly PushSubscription[]): Promise<z.infer<typeof SubscriptionView>[]> {
    const people = await accounts.list().catch(failed)
    return those.map(({ person, createdAt, ...subscription }) => ({
      ...subscription,
      username: people.find(({ id }) => id === person)?.username ?? null,
      createdAt: formatInstant(createdAt, 'UTC'),
    }))
  }

  return new OpenAPIHono<ApiEnv>()
    .openapi(getKey, (c) => c.json({ key: push.key }, 200))
    .openapi(subscribe, async (c) => {
      const { by, person } = c.get('caller')
      const { expirationTime: _, sites: only, ...asked } = c.req.valid('json')
      if (person === null) {
        throw new HTTPException(409, { message: `${by} has no account: sign in as a person to be told here` })
      }
      const unknown = (only ?? []).flatMap((site, index) =>
        sites.get(site) ? [] : [{ path: `json.sites.${index}`, expected: 'expected a site that there is' }],
      )
      const complaints = push
        .complaints(asked)
        .map(({ path, expected }) => ({ path: `json.${path}`, expected }))
      const errors = [...complaints, ...unknown]
      if (errors.length > 0) return answerMistakes(c, errors) as never
      const put = await subscriptions.put({ ...asked, person, sites: only ?? null }).catch(failed)
      if (put === 'unknown') throw new HTTPException(401, { message: 'This account is no more' })
      c.set('about', `${put.subscription.id}: ${put.subscription.service}`)
      const [shown] = await view([put.subscription])
      return c.json(shown as NonNullable<typeof shown>, put.made ? 201 : 200)
    })
    .openapi(listSubscriptions, async (c) => {
      const { role, person } = c.get('caller')
      const isAll = c.req.valid('query').all === 'true'
      if (isAll && !includesRole(role, 'administrator')) {
        throw new HTTPException(403, { message: "Everybody's subscriptions are for administrators" })
      }
      const those = subscriptions.list().filter((one) => isAll || one.person === person)
      return c.json({ items: await view(those) }, 200)
    })
    .openapi(unsubscribe, async (c) => {
      const { role, person } = c.get('caller')
      const { id } = c.req.valid('param')
      const found = subscriptions.list().find((one) => one.id === id)
      // Of another's is not told whether there is one.
      const mayEnd = found?.person === person || includesRole(role, 'administrator')
      if (!found || !mayEnd || !(await subscriptions.end(id).catch(failed))) {
        throw new HTTPException(404, { message: `There is no subscription ${id}` })
      }
      c.set('about', `${id}: ${found.service}`)
      return c.body(null, 204)
    })
}

function failed(cause: unknown): never {
  throw new AccountsFailed('subscriptions cannot be used', { cause })
}
