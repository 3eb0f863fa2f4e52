import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { HTTPException } from 'hono/http-exception'
import { body, json, signedIn } from '../ask.ts'
import { beginSession } from '../begin-session.ts'
import type { ApiDeps } from '../deps.ts'
import type { ApiEnv } from '../guard.ts'
import type { PasswordSignIn } from '../password-sign-in.ts'
import { AccountsFailed, answerProblem, problems } from '../problem.ts'
import type { Sessions } from '../sessions.ts'

/** Six digits, or a recovery code. */
export const Code = z.string().trim().min(6).max(40).openapi({ example: '287082' })

const PresentPassword = z.strictObject({ password: z.string().min(1).max(200) })

const Enrolment = z
  .strictObject({
    secret: z.string().openapi({ description: 'In base32. Told here and never again' }),
    uri: z.string().openapi({ description: 'The same as authenticator apps read it from a QR code' }),
  })
  .openapi('SecondFactor')

const begin = createRoute({
  method: 'post',
  path: '/session/second-factor',
  tags: ['session'],
  summary: 'A secret for an authenticator app (TOTP), which counts once it is confirmed',
  security: signedIn,
  request: body(PresentPassword),
  responses: {
    201: json(Enrolment, 'The secret, told this once'),
    ...problems(400, 401, 403, 409, 413, 415, 503),
  },
})

const confirm = createRoute({
  method: 'put',
  path: '/session/second-factor',
  tags: ['session'],
  summary: 'Takes the secret up with a code made of it; ends all of their sessions but this one',
  security: signedIn,
  request: body(PresentPassword.extend({ code: Code })),
  responses: {
    200: json(
      z.strictObject({ recoveryCodes: z.array(z.string()) }),
      'Ten codes for when the phone is gone, each good once, told here and never again',
    ),
    ...problems(400, 401, 403, 409, 413, 415, 503),
  },
})

const remove = createRoute({
  method: 'post',
  path: '/session/second-factor/remove',
  tags: ['session'],
  summary: 'Asks whoever is signed in for no code any more; for that, for one more',
  security: signedIn,
  request: body(
    PresentPassword.extend({
      code: Code.optional().openapi({ description: 'Of whoever has a second factor' }),
    }),
  ),
  responses: {
    204: { description: 'The password is enough again' },
    ...problems(400, 401, 403, 404, 409, 413, 415, 503),
  },
})

export function secondFactorRoutes(
  { accounts, secondFactors }: ApiDeps,
  sessions: Sessions,
  passwords: PasswordSignIn,
) {
  const failed = (cause: unknown) => {
    throw new AccountsFailed('the second factors cannot be used', { cause })
  }

  return new OpenAPIHono<ApiEnv>()
    .openapi(begin, async (c) => {
      const proof = await passwords.prove(c, c.req.valid('json'))
      if ('refusal' in proof) return proof.refusal as never
      const person = await accounts.find({ id: proof.person }).catch(failed)
      if (!person) throw new HTTPException(401, { message: 'This account is no more' })
      const enrolment = await secondFactors.begin(person).catch(failed)
      if (enrolment === 'stands')
        throw new HTTPException(409, { message: 'There is a second factor already' })
      return c.json(enrolment, 201)
    })
    .openapi(confirm, async (c) => {
      const { by, role, stands } = c.get('caller')
      const { password, code } = c.req.valid('json')
      const proof = await passwords.prove(c, { password })
      if ('refusal' in proof) return proof.refusal as never
      const { person } = proof
      const outcome = await secondFactors.confirm(person, code).catch(failed)
      if (outcome === 'not begun') {
        throw new HTTPException(409, { message: 'No second factor waits to be confirmed' })
      }
      if (outcome === 'wrong') {
        const detail = 'The code does not fit the secret'
        return answerProblem(c, 403, detail, { type: 'totp-wrong' }) as never
      }
      // Where it ended meanwhile, they may not be who they were.
      const stood = stands()
      sessions.endAllOf(person)
      if (stood) beginSession(c, { by, role, person }, sessions)
      return c.json({ recoveryCodes: outcome }, 200)
    })
    .openapi(remove, async (c) => {
      const proof = await passwords.prove(c, c.req.valid('json'), { asksCode: true })
      if ('refusal' in proof) return proof.refusal as never
      if (!(await secondFactors.remove(proof.person).catch(failed))) {
        throw new HTTPException(404, { message: 'There is no second factor' })
      }
      return c.body(null, 204)
    })
}
