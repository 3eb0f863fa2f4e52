import { createOccasionally } from '@jernih/runtime'
import type { Context, MiddlewareHandler } from 'hono'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import type { ApiDeps } from './deps.ts'
import { type ApiEnv, routeName } from './guard.ts'
import { addressOf } from './rate-limits.ts'

/** Refusals of one address that are written one by one. */
const refusalsPerMinute = 10
const andSilence = 'further refusals from this address within a minute are not written'

/**
 * Writes down every sign-in, every refusal and every call that changes something, before it is answered. Where the log cannot be
 * written the answer goes out all the same, and our own log says so: what was done is done.
 */
export function keepAudit(
  { audit, log }: Pick<ApiDeps, 'audit' | 'log'>,
  proxies: readonly string[],
): MiddlewareHandler<ApiEnv> {
  const refusals = new RateLimiterMemory({ points: refusalsPerMinute, duration: 60 })
  const complain = createOccasionally(60_000)

  /** How many refusals of this address are written in this minute, with this one; null where it is too many. */
  const count = (address: string) =>
    refusals.consume(address).then(
      ({ consumedPoints }) => consumedPoints,
      () => null,
    )

  return async (c, next) => {
    await next()
    const kind = kindOf(c)
    if (kind === null) return
    const address = addressOf(c, proxies)
    const refused = kind === 'refusal' ? await count(address) : 0
    if (refused === null) return
    const who = c.get('signedIn') ?? c.get('caller')
    const about =
      refused === refusalsPerMinute ? andSilence : (c.get('about') ?? c.res.headers.get('location'))
    const entry = { by: who?.by ?? null, role: who?.role ?? null, act: actOf(c), about, address }
    await audit.write({ ...entry, status: c.res.status }).catch((error) => {
      complain((heldBack) => log.error({ error, heldBack }, 'the audit log cannot be written'))
    })
  }
}

/** Null for what is not written: reading, and calls to what does not exist. */
function kindOf(c: Context<ApiEnv>): 'refusal' | 'act' | null {
  const { status } = c.res
  const reads = /^(GET|HEAD|OPTIONS)$/.test(c.req.method)
  if (status === 403 || status === 429) return 'refusal'
  // Without a credential nothing was tried, as by a page that is still to be signed in.
  if (status === 401) return !reads || c.req.header('authorization') !== undefined ? 'refusal' : null
  if (reads) return c.req.method === 'GET' && routeName(c) === 'GET /sign-in/:code' ? 'act' : null
  return routeName(c) === '' ? null : 'act'
}

/** The path as it was asked for, but for what may be a secret. */
function actOf(c: Context<ApiEnv>): string {
  const route = routeName(c)
  if (route === '') return `${c.req.method} (nothing there)`
  return route.includes('/sign-in/') ? route : `${c.req.method} ${c.req.path.slice(0, 300)}`
}
