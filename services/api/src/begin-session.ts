import type { Context } from 'hono'
import { setCookie } from 'hono/cookie'
import type { Identity } from './callers.ts'
import { cameByTls } from './came-by-tls.ts'
import { type ApiEnv, sessionCookie } from './guard.ts'
import type { Sessions } from './sessions.ts'

/**
 * Signs this browser in. The cookie is `Lax`, since with `Strict` whoever follows a link from an e-mail or a chat arrives signed out. So it
 * comes with a link from any page; what changes something is held to our own page by {@link fromOwnPage}, which relies on no cookie.
 */
export function beginSession(c: Context<ApiEnv>, who: Identity, sessions: Sessions): void {
  c.set('signedIn', who)
  setCookie(c, sessionCookie, sessions.open(who), {
    httpOnly: true,
    sameSite: 'Lax',
    path: '/',
    secure: cameByTls(c),
  })
}
