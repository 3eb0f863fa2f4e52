import type { HttpBindings } from '@hono/node-server'
import type { Context, MiddlewareHandler } from 'hono'
import { getCookie } from 'hono/cookie'
import { matchedRoutes } from 'hono/route'
import { access } from './access.ts'
import { fromOwnPage } from './own-page.ts'
import { answerProblem } from './problem.ts'
import type { Sessions } from './sessions.ts'

export const sessionCookie = 'jernih_session'

/** Who calls, as it stands in the journal's acts; `session` is null for the bearer token. */
export interface Caller {
  by: string
  session: string | null
}

export interface ApiEnv {
  /** Node's own request and answer, where a real server asks. */
  Bindings: Partial<HttpBindings>
  Variables: { caller: Caller }
}

/** Lets a request through as {@link access} says, and sets its caller. Whatever is not listed there needs credentials. */
export function guard(sessions: Sessions): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const caller = findCaller(c, sessions)
    if (caller) c.set('caller', caller)
    else if (access[routeName(c)] !== 'anyone') {
      return answerProblem(c, 401, 'This needs the admin token as a bearer token, or a session')
    }
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

/** Whether the call only reads, or another site's page cannot have made it in the name of whoever looks at that page. */
function mayChange(c: Context, caller: Caller | null): boolean {
  if (/^(GET|HEAD|OPTIONS)$/.test(c.req.method) || c.req.header('authorization') !== undefined) return true
  const ownPage = fromOwnPage(c)
  return ownPage === 'yes' || (ownPage === 'unsaid' && !caller)
}

/** A wrong bearer token is refused, even beside a good cookie. */
function findCaller(c: Context, sessions: Sessions): Caller | null {
  const authorization = c.req.header('authorization')
  if (authorization !== undefined) {
    const token = /^bearer +(\S+) *$/i.exec(authorization)?.[1]
    return token !== undefined && sessions.isAdminToken(token) ? { by: 'admin', session: null } : null
  }
  const session = getCookie(c, sessionCookie)
  return session !== undefined && sessions.use(session) ? { by: 'admin', session } : null
}
