import type { HttpBindings } from '@hono/node-server'
import { includesRole } from '@jernih/domain'
import type { Context, MiddlewareHandler } from 'hono'
import { getCookie } from 'hono/cookie'
import { matchedRoutes } from 'hono/route'
import { access, siteOf } from './access.ts'
import { bySession, byToken, type Caller, type Identity } from './callers.ts'
import { fromOwnPage } from './own-page.ts'
import type { TokensPort } from './ports.ts'
import { answerProblem } from './problem.ts'
import type { Sessions } from './sessions.ts'

export const sessionCookie = 'jernih_session'

export interface ApiEnv {
  /** Node's own request and answer, where a real server asks. */
  Bindings: Partial<HttpBindings>
  Variables: {
    caller: Caller
    /** Who has just signed in by this call. */
    signedIn: Identity
    /** What the call is about, for the audit log, where its path does not say. */
    about: string
  }
}

/** Lets a request through as {@link access} says, and sets its caller. Whatever is not listed there is open to nobody. */
export function guard(sessions: Sessions, tokens: TokensPort): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const caller = findCaller(c, sessions, tokens)
    if (caller) c.set('caller', caller)
    const refusal = refuseByRole(c, caller) ?? refuseBySite(c, caller)
    if (refusal) return refusal
    return mayChange(c, caller)
      ? next()
      : answerProblem(c, 403, 'Changes in a session come from its own page')
  }
}

/** `GET /api/v1/alarms/:id`: the route that will answer, or `''` where there is none. */
export function routeName(c: Context): string {
  const route = matchedRoutes(c).findLast(({ method }) => method !== 'ALL')
  return route ? `${route.method} ${route.path}` : ''
}

/** What comes as a bearer token, however its header is spelled. */
export function bearerToken(c: Context): string | undefined {
  return /^bearer +(\S+) *$/i.exec(c.req.header('authorization') ?? '')?.[1]
}

function refuseByRole(c: Context, caller: Caller | null): Response | null {
  const route = routeName(c)
  const least = access[route]
  if (least === 'anyone') return null
  if (!caller) return answerProblem(c, 401, 'This needs a token as a bearer token, or a session')
  // What does not exist is refused to strangers alone.
  if (route === '') return null
  if (least === undefined) return answerProblem(c, 403, 'Nobody has decided yet who may do this')
  if (includesRole(caller.role, least)) return null
  return answerProblem(c, 403, `This needs the role ${least}; ${caller.by} is ${caller.role}`)
}

function refuseBySite(c: Context, caller: Caller | null): Response | null {
  const route = routeName(c)
  if (!caller || caller.site === null || route === '' || access[route] === 'anyone') return null
  const place = route.split('/').indexOf(':site')
  const asked = siteOf[route] === 'path' ? [c.req.path.split('/')[place]] : c.req.queries('site')
  const isAllowed = siteOf[route] !== undefined && asked?.length === 1 && asked[0] === caller.site
  return isAllowed ? null : answerProblem(c, 403, `${caller.by} may ask for the site ${caller.site} alone`)
}

/** Whether the call only reads, or another site's page cannot have made it in the name of whoever looks at that page. */
function mayChange(c: Context, caller: Caller | null): boolean {
  if (/^(GET|HEAD|OPTIONS)$/.test(c.req.method) || c.req.header('authorization') !== undefined) return true
  const ownPage = fromOwnPage(c)
  return ownPage === 'yes' || (ownPage === 'unsaid' && !caller)
}

/** A wrong bearer token is refused, even beside a good cookie. */
function findCaller(c: Context, sessions: Sessions, tokens: TokensPort): Caller | null {
  if (c.req.header('authorization') !== undefined) {
    const token = bearerToken(c)
    return token === undefined ? null : byToken(token, sessions, tokens)
  }
  const session = getCookie(c, sessionCookie)
  return session === undefined ? null : bySession(session, sessions)
}
