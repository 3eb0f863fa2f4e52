import { createHash } from 'node:crypto'
import type { Context, MiddlewareHandler } from 'hono'
import { getCookie } from 'hono/cookie'
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible'
import { callersAddress } from './address.ts'
import { type ApiEnv, bearerToken, routeName, sessionCookie } from './guard.ts'
import { answerProblem } from './problem.ts'

export interface RateLimits {
  /** Calls with one token or in one session. */
  callsPerMinute: number
  /** Calls from one address by whoever has no credentials yet. */
  strangerCallsPerMinute: number
  /** Refused credentials from one address; one more, and it may try none for {@link lockMinutes}. */
  refusalsPerMinute: number
  /** The addresses of our own proxies, which alone may say for whom they ask. */
  proxies: readonly string[]
}

/**
 * A hundred calls a second serve a script that makes an account for each of a thousand sensors, and are a fraction of what the API can
 * answer. Ten a second without credentials are a page's files for a room full of phones behind one address.
 */
export const usualRateLimits: RateLimits = {
  callsPerMinute: 6_000,
  strangerCallsPerMinute: 600,
  refusalsPerMinute: 60,
  proxies: [],
}

const lockMinutes = 5
/** Of how many credentials it is remembered that they were good. */
const maxProved = 10_000
/** Whoever watches over the process must not be kept from it by others behind the same address. Both ask for nothing costly. */
const unlimited = new Set(['GET /healthz', 'GET /readyz'])
/** What is tried here is in the body alone: no good credential beside it makes it less of a guess. */
const triedInBody = new Set(['POST /session', 'POST /api/v1/claims/redeem'])

/**
 * Limits calls by credential, and by address where there is none that was good before. Refused credentials count against their address;
 * after too many it may try no others for a while, but what was good from there before stays so: one broken script behind the address
 * of a whole plant locks nobody else out. A session's cookie is 256 random bits and often merely old, so that a bad one is no guess.
 */
export function limitRates(limits: RateLimits): MiddlewareHandler<ApiEnv> {
  const calls = new RateLimiterMemory({ points: limits.callsPerMinute, duration: 60 })
  const strangers = new RateLimiterMemory({ points: limits.strangerCallsPerMinute, duration: 60 })
  const refusals = new RateLimiterMemory({
    points: limits.refusalsPerMinute,
    duration: 60,
    blockDuration: lockMinutes * 60,
  })
  const proved = rememberSome(maxProved)

  return async (c, next) => {
    if (unlimited.has(routeName(c))) return next()
    const address = addressOf(c, limits.proxies)
    const credential = triedInBody.has(routeName(c)) ? null : credentialOf(c, address)
    const known = credential !== null && proved.has(credential)
    // Only a sign-in changes anything without credentials.
    const tries = c.req.header('authorization') !== undefined || !/^(GET|HEAD)$/.test(c.req.method)

    const refused = known || !tries ? null : await refusals.get(address)
    if (refused && refused.consumedPoints > limits.refusalsPerMinute) {
      return refuseTooMany(c, refused, 'Too many wrong credentials came from this address')
    }
    const over = await (known ? spend(calls, credential) : spend(strangers, address))
    if (over) return refuseTooMany(c, over, 'Too many calls')

    await next()
    if (credential !== null && c.get('caller')) proved.add(credential)
    else if (c.res.status === 401) {
      if (credential !== null) proved.delete(credential)
      if (tries) await spend(refusals, address)
    }
  }
}

export function addressOf(c: Context<ApiEnv>, proxies: readonly string[]): string {
  const peer = c.env?.incoming?.socket.remoteAddress
  return callersAddress({ peer, forwardedFor: c.req.header('x-forwarded-for'), proxies })
}

/** A digest, so that no secret is kept; with the address, so that a lock's way round is of use to nobody elsewhere. */
function credentialOf(c: Context, address: string): string | null {
  const shown = bearerToken(c) ?? c.req.header('authorization') ?? getCookie(c, sessionCookie)
  return shown === undefined ? null : createHash('sha256').update(`${address} ${shown}`).digest('base64url')
}

/** Null where there is still room; else when there will be again. */
export async function spend(limiter: RateLimiterMemory, key: string): Promise<RateLimiterRes | null> {
  try {
    await limiter.consume(key)
    return null
  } catch (over) {
    // The library throws its answer where there is no room.
    return over as RateLimiterRes
  }
}

export function refuseTooMany(c: Context, { msBeforeNext }: RateLimiterRes, why: string): Response {
  const retryAfterSeconds = Math.max(1, Math.ceil(msBeforeNext / 1_000))
  return answerProblem(c, 429, `${why}; try again in ${retryAfterSeconds} s`, { retryAfterSeconds })
}

/** A set that forgets what was added first. */
export function rememberSome(max: number) {
  const kept = new Set<string>()
  return {
    has: (key: string) => kept.has(key),
    delete: (key: string) => kept.delete(key),
    add(key: string) {
      const [oldest] = kept
      if (oldest !== undefined && kept.size >= max && !kept.has(key)) kept.delete(oldest)
      kept.add(key)
    },
  }
}
