import { createOccasionally } from '@jernih/runtime'
import type { Context, MiddlewareHandler } from 'hono'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import type { ApiDeps } from './deps.ts'
import { type ApiEnv, routeName } from './guard.ts'
import { addressOf } from './rate-limits.ts'

/**
 * Of refusals, of calls that made no sense, and of whatever nobody whom we know tries, so much is written in a minute: by one address, and
 * by all together. The log is kept for ever, and must be filled neither by strangers nor by whoever may change nothing.
 */
const mostPerMinute = { ofAddress: 10, ofAll: 100 }
const andSilence = {
  ofAddress: 'further refusals from this address within a minute are not written',
  ofAll: 'further refusals from anywhere within a minute are not written',
}

/**
 * Writes down every sign-in, every refusal and every call that changes something, before it is answered. Where the log cannot be
 * written the answer goes out all the same, and our own log says so: what was done is done.
 */
export function keepAudit(
  { audit, log }: Pick<ApiDeps, 'audit' | 'log'>,
  proxies: readonly string[],
): MiddlewareHandler<ApiEnv> {
  const ofAddress = new RateLimiterMemory({ points: mostPerMinute.ofAddress, duration: 60 })
  const ofAll = new RateLimiterMemory({ points: mostPerMinute.ofAll, duration: 60 })
  const complain = createOccasionally(60_000)

  /** Null where too much was written already; else what is to be said where this takes the last of the room. */
  async function roomFor(address: string): Promise<{ last: string | null } | null> {
    const left = await leftIn(ofAddress, address)
    const leftOfAll = left < 0 ? -1 : await leftIn(ofAll, '')
    if (leftOfAll < 0) return null
    if (leftOfAll === 0) return { last: andSilence.ofAll }
    return { last: left === 0 ? andSilence.ofAddress : null }
  }

  return async (c, next) => {
    await next()
    const kind = kindOf(c)
    if (kind === null) return
    const address = addressOf(c, proxies)
    const who = c.get('signedIn') ?? c.get('caller')
    const room = kind === 'refusal' || !who || changedNothing(c) ? await roomFor(address) : { last: null }
    if (room === null) return
    const about = room.last ?? c.get('about') ?? c.res.headers.get('location')
    const entry = { by: who?.by ?? null, role: who?.role ?? null, act: actOf(c), about, address }
    await audit.write({ ...entry, status: c.res.status }).catch((error) => {
      complain((heldBack) => log.error({ error, heldBack }, 'the audit log cannot be written'))
    })
  }
}

function leftIn(limiter: RateLimiterMemory, key: string): Promise<number> {
  return limiter.consume(key).then(
    ({ remainingPoints }) => remainingPoints,
    () => -1,
  )
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

function changedNothing({ res: { status } }: Context): boolean {
  return status >= 400 && status < 500
}

/** The path as it was asked for, but for what may be a secret: a token or a code may have been sent in place of its id. */
function actOf(c: Context<ApiEnv>): string {
  const route = routeName(c)
  if (route === '') return `${c.req.method} (nothing there)`
  const mayBeSecret = /\/(tokens|claims)\/:id$/.test(route) && changedNothing(c)
  return mayBeSecret || route.includes('/sign-in/') ? route : `${c.req.method} ${c.req.path.slice(0, 300)}`
}
