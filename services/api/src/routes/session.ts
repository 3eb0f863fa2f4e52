import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { Role } from '@jernih/domain'
import { deleteCookie } from 'hono/cookie'
import { HTTPException } from 'hono/http-exception'
import { body, json, signedIn } from '../ask.ts'
import { beginSession } from '../begin-session.ts'
import { admin, type Identity } from '../callers.ts'
import type { ApiDeps } from '../deps.ts'
import { type ApiEnv, sessionCookie } from '../guard.ts'
import type { PasswordSignIn } from '../password-sign-in.ts'
import { expectedWithoutName, holdsName, Password } from '../passwords.ts'
import { AccountsFailed, answerMistakes, problems } from '../problem.ts'
import type { Sessions } from '../sessions.ts'
import { Code } from './second-factor.ts'

const Credentials = z.union(
  [
    z.strictObject({
      username: z.string().min(1).max(64),
      password: z.string().min(1).max(200),
      code: Code.optional().openapi({ description: 'Of whoever has a second factor' }),
    }),
    z.strictObject({ token: z.string().min(1).max(500) }),
  ],
  { error: 'expected either {username, password}, with a code where one is wanted, or {token}' },
)

const signIn = createRoute({
  method: 'post',
  path: '/session',
  tags: ['session'],
  summary: 'Signs in with a name and a password, or with the admin token',
  description:
    'Where a code is wanted beside the password, the refusal is of the type `urn:jernih:problem:totp-required`.',
  request: body(Credentials),
  responses: { 204: { description: 'Signed in by a cookie' }, ...problems(400, 401, 403, 413, 415, 503) },
})

const followLink = createRoute({
  method: 'get',
  path: '/sign-in/{code}',
  tags: ['session'],
  summary: 'Signs in once, by the link that the station prints at its start',
  description:
    'Where nobody has an account yet it leads to where the first is made. A link that is spent or too old leads to the screen as well, which then asks for the token and says why.',
  request: { params: z.object({ code: z.string() }) },
  responses: { 303: { description: 'On to the screen' }, ...problems() },
})

const SessionView = z
  .strictObject({
    by: z.string().openapi({ description: 'As it stands on what they do' }),
    role: Role,
    kind: z.enum(['person', 'admin-token', 'program']).openapi({
      description: '`admin-token`: by that token or by the one-time link; `program`: by an API token',
    }),
    username: z.string().nullable().openapi({ description: 'Null but for a person' }),
    name: z.string(),
    secondFactor: z.boolean(),
    peopleExist: z.boolean().openapi({
      description: 'False before the first account: whoever is an administrator is then to make one',
    }),
  })
  .openapi('Session')

const whoAmI = createRoute({
  method: 'get',
  path: '/session',
  tags: ['session'],
  summary: 'Who is signed in, and whether anybody has an account yet',
  security: signedIn,
  responses: { 200: json(SessionView, 'The caller'), ...problems(401, 503) },
})

const signOut = createRoute({
  method: 'delete',
  path: '/session',
  tags: ['session'],
  summary: 'Ends the session',
  security: signedIn,
  responses: { 204: { description: 'Signed out' }, ...problems(401, 403, 409) },
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

export function sessionRoutes({ accounts }: ApiDeps, sessions: Sessions, passwords: PasswordSignIn) {
  return new OpenAPIHono<ApiEnv>()
    .openapi(signIn, async (c) => {
      const given = c.req.valid('json')
      if ('username' in given) {
        const outcome = await passwords.signIn(c, given)
        if ('refusal' in outcome) return outcome.refusal as never
        beginSession(c, outcome.who, sessions)
        return c.body(null, 204)
      }
      if (!sessions.isAdminToken(given.token)) {
        throw new HTTPException(401, { message: 'This is not the admin token' })
      }
      beginSession(c, admin, sessions)
      return c.body(null, 204)
    })
    .openapi(followLink, async (c) => {
      // Whoever only looks at where a link leads, by a HEAD, must not spend it.
      if (c.req.method === 'HEAD') return c.redirect('/', 303)
      if (!sessions.spend(c.req.valid('param').code)) return c.redirect('/#spent-link', 303)
      beginSession(c, admin, sessions)
      const people = await accounts.list().catch(() => null)
      return c.redirect(people?.length === 0 ? '/#/welcome' : '/', 303)
    })
    .openapi(whoAmI, async (c) => {
      const { by, role, person: id } = c.get('caller')
      const people = await accounts.list().catch(failed)
      const person = people.find((one) => one.id === id)
      const kind = kindOf(c.get('caller'))
      return c.json(
        {
          ...{ by, role, kind, username: person?.username ?? null, name: person?.name ?? by },
          ...{ secondFactor: person?.secondFactor ?? false, peopleExist: people.length > 0 },
        },
        200,
      )
    })
    .openapi(changePassword, async (c) => {
      const { by } = c.get('caller')
      const { password, newPassword } = c.req.valid('json')
      if (holdsName(newPassword, by)) {
        return answerMistakes(c, [{ path: 'json.newPassword', expected: expectedWithoutName }]) as never
      }
      const proof = await passwords.prove(c, { password })
      if ('refusal' in proof) return proof.refusal as never
      const { person } = proof
      const changed = await accounts.change(person, { password: newPassword }).catch(failed)
      sessions.endAllOf(person)
      // Who they are now: their account may have been removed, or given another role, while the password was made.
      if (changed === null) throw new HTTPException(401, { message: 'This account is no more' })
      beginSession(c, { by, role: changed.role, person }, sessions)
      return c.body(null, 204)
    })
    .openapi(signOut, (c) => {
      const { session } = c.get('caller')
      if (session === null) throw new HTTPException(409, { message: 'A token has no session to end' })
      sessions.end(session)
      deleteCookie(c, sessionCookie, { path: '/' })
      return c.body(null, 204)
    })
}

function kindOf({ by, person }: Identity): z.infer<typeof SessionView>['kind'] {
  if (person !== null) return 'person'
  return by === admin.by ? 'admin-token' : 'program'
}

function failed(cause: unknown): never {
  throw new AccountsFailed("people's accounts cannot be used", { cause })
}
