import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { Role } from '@jernih/domain'
import type { Context } from 'hono'
import { deleteCookie, setCookie } from 'hono/cookie'
import { HTTPException } from 'hono/http-exception'
import { body, json, signedIn } from '../ask.ts'
import { admin, type Identity } from '../callers.ts'
import { cameByTls } from '../came-by-tls.ts'
import type { ApiDeps } from '../deps.ts'
import { type ApiEnv, sessionCookie } from '../guard.ts'
import { createPasswordSignIn, wrong } from '../password-sign-in.ts'
import { AccountsFailed, answerProblem, problems } from '../problem.ts'
import { addressOf } from '../rate-limits.ts'
import type { Sessions } from '../sessions.ts'
import { Password } from './people.ts'

const Credentials = z.union(
  [
    z.strictObject({ username: z.string().min(1).max(64), password: z.string().min(1).max(200) }),
    z.strictObject({ token: z.string().min(1).max(500) }),
  ],
  { error: 'expected either {username, password} or {token}' },
)

const signIn = createRoute({
  method: 'post',
  path: '/session',
  tags: ['session'],
  summary: 'Signs in with a name and a password, or with the admin token',
  request: body(Credentials),
  responses: { 204: { description: 'Signed in by a cookie' }, ...problems(400, 401, 403, 413, 415, 503) },
})

const followLink = createRoute({
  method: 'get',
  path: '/sign-in/{code}',
  tags: ['session'],
  summary: 'Signs in once, by the link that the station prints at its start',
  description:
    'A link that is spent or too old leads to the screen as well, which then asks for the token and says why.',
  request: { params: z.object({ code: z.string() }) },
  responses: { 303: { description: 'On to the screen' }, ...problems() },
})

const whoAmI = createRoute({
  method: 'get',
  path: '/session',
  tags: ['session'],
  summary: 'Who is signed in',
  security: signedIn,
  responses: { 200: json(z.strictObject({ by: z.string(), role: Role }), 'The caller'), ...problems(401) },
})

const signOut = createRoute({
  method: 'delete',
  path: '/session',
  tags: ['session'],
  summary: 'Ends the session',
  security: signedIn,
  responses: { 204: { description: 'Signed out' }, ...problems(401, 403) },
})

const changePassword = createRoute({
  method: 'put',
  path: '/session/password',
  tags: ['session'],
  summary: 'Another password for whoever is signed in; ends all of their sessions but this one',
  security: signedIn,
  request: body(z.strictObject({ password: z.string().min(1).max(200), newPassword: Password })),
  responses: {
    204: { description: 'Changed, and signed in anew' },
    ...problems(400, 401, 403, 409, 413, 415, 503),
  },
})

export function sessionRoutes({ accounts }: ApiDeps, sessions: Sessions, proxies: readonly string[]) {
  const signInByPassword = createPasswordSignIn(accounts)

  const begin = (c: Context<ApiEnv>, who: Identity) => {
    const secure = cameByTls(c)
    c.set('signedIn', who)
    setCookie(c, sessionCookie, sessions.open(who), { httpOnly: true, sameSite: 'Strict', path: '/', secure })
  }

  return new OpenAPIHono<ApiEnv>()
    .openapi(signIn, async (c) => {
      const given = c.req.valid('json')
      if ('username' in given) {
        const outcome = await signInByPassword(given, addressOf(c, proxies))
        if (outcome.about !== null) c.set('about', outcome.about)
        if ('refusal' in outcome) return outcome.refusal(c) as never
        begin(c, outcome.who)
        return c.body(null, 204)
      }
      if (!sessions.isAdminToken(given.token)) {
        throw new HTTPException(401, { message: 'This is not the admin token' })
      }
      begin(c, admin)
      return c.body(null, 204)
    })
    .openapi(followLink, (c) => {
      // Whoever only looks at where a link leads, by a HEAD, must not spend it.
      if (c.req.method === 'HEAD') return c.redirect('/', 303)
      if (!sessions.spend(c.req.valid('param').code)) return c.redirect('/#spent-link', 303)
      begin(c, admin)
      return c.redirect('/', 303)
    })
    .openapi(whoAmI, (c) => {
      const { by, role } = c.get('caller')
      return c.json({ by, role }, 200)
    })
    .openapi(changePassword, async (c) => {
      const { by: username, person } = c.get('caller')
      if (person === null) throw new HTTPException(409, { message: `${username} has no password` })
      const { password, newPassword } = c.req.valid('json')
      const outcome = await signInByPassword({ username, password }, addressOf(c, proxies))
      if ('refusal' in outcome) {
        // Not 401: the session stands.
        return outcome.refusal === wrong
          ? (answerProblem(c, 403, 'The present password is wrong') as never)
          : (outcome.refusal(c) as never)
      }
      const changed = await accounts.change(person, { password: newPassword }).catch((cause) => {
        throw new AccountsFailed("people's accounts cannot be used", { cause })
      })
      sessions.endAllOf(person)
      // Who they are now: their account may have been removed, or given another role, while the password was made.
      if (changed === null) throw new HTTPException(401, { message: 'This account is no more' })
      begin(c, { by: username, role: changed.role, person })
      return c.body(null, 204)
    })
    .openapi(signOut, (c) => {
      const { session } = c.get('caller')
      if (session !== null) sessions.end(session)
      deleteCookie(c, sessionCookie, { path: '/' })
      return c.body(null, 204)
    })
}
