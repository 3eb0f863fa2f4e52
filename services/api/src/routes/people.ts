import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { formatInstant, Role } from '@jernih/domain'
import { HTTPException } from 'hono/http-exception'
import { body, json, signedIn, UtcMoment } from '../ask.ts'
import type { ApiDeps } from '../deps.ts'
import type { ApiEnv } from '../guard.ts'
import { expectedWithoutName, holdsName, Password } from '../passwords.ts'
import type { Person } from '../ports.ts'
import { AccountsFailed, answerMistakes, problems } from '../problem.ts'
import type { Sessions } from '../sessions.ts'

const Name = z.string().trim().min(1).max(200)

const PersonView = z
  .strictObject({
    id: z.string(),
    username: z.string().openapi({ description: 'What they sign in with, and what stands on what they do' }),
    name: z.string(),
    role: Role,
    createdAt: UtcMoment,
    secondFactor: z.boolean().openapi({ description: 'Whether a code is wanted beside the password' }),
  })
  .openapi('Person')

const AskedPerson = z
  .strictObject({
    username: z
      .string()
      .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'expected a short name in small letters, such as siti.rahayu')
      .refine((username) => username !== 'admin', 'expected another name, since admin is the admin token'),
    name: Name,
    role: Role,
    password: Password,
  })
  .refine(({ username, password }) => !holdsName(password, username), {
    path: ['password'],
    error: expectedWithoutName,
  })

const Change = z
  .strictObject({ name: Name.optional(), role: Role.optional(), password: Password.optional() })
  .refine((change) => Object.keys(change).length > 0, 'expected a name, a role or a password')
  .openapi({ minProperties: 1 })

const params = z.object({ id: z.string().min(1).max(200) })

const listPeople = createRoute({
  method: 'get',
  path: '/api/v1/people',
  tags: ['access'],
  summary: "People's accounts",
  security: signedIn,
  responses: { 200: json(z.array(PersonView), 'The accounts, oldest first'), ...problems(401, 403, 503) },
})

const createPerson = createRoute({
  method: 'post',
  path: '/api/v1/people',
  tags: ['access'],
  summary: 'An account for a person, with a role',
  security: signedIn,
  request: body(AskedPerson),
  responses: { 201: json(PersonView, 'The account'), ...problems(400, 401, 403, 409, 413, 415, 503) },
})

const getPerson = createRoute({
  method: 'get',
  path: '/api/v1/people/{id}',
  tags: ['access'],
  summary: "A person's account",
  security: signedIn,
  request: { params },
  responses: { 200: json(PersonView, 'The account'), ...problems(400, 401, 403, 404, 503) },
})

const changePerson = createRoute({
  method: 'patch',
  path: '/api/v1/people/{id}',
  tags: ['access'],
  summary: 'Another name, role or password for a person; another role or password ends their sessions',
  security: signedIn,
  request: { params, ...body(Change) },
  responses: { 200: json(PersonView, 'The account'), ...problems(400, 401, 403, 404, 413, 415, 503) },
})

const removePerson = createRoute({
  method: 'delete',
  path: '/api/v1/people/{id}',
  tags: ['access'],
  summary: "Ends a person's account and their sessions; what they did stays on record",
  security: signedIn,
  request: { params },
  responses: { 204: { description: 'It is gone' }, ...problems(400, 401, 403, 404, 503) },
})

const removeSecondFactor = createRoute({
  method: 'delete',
  path: '/api/v1/people/{id}/second-factor',
  tags: ['access'],
  summary: 'Asks no code of a person any more, as when the phone is gone; ends their sessions',
  security: signedIn,
  request: { params },
  responses: { 204: { description: 'The password is enough again' }, ...problems(400, 401, 403, 404, 503) },
})

export function peopleRoutes({ accounts, secondFactors }: ApiDeps, sessions: Sessions) {
  const failed = (cause: unknown) => {
    throw new AccountsFailed("people's accounts cannot be used", { cause })
  }
  const unknown = (id: string) => new HTTPException(404, { message: `There is no person ${id}` })

  return new OpenAPIHono<ApiEnv>()
    .openapi(listPeople, async (c) => c.json((await accounts.list().catch(failed)).map(view), 200))
    .openapi(createPerson, async (c) => {
      const asked = c.req.valid('json')
      const person = await accounts.create(asked).catch(failed)
      if (person === 'taken')
        throw new HTTPException(409, { message: `${asked.username} is somebody already` })
      c.set('about', `${person.id}: ${person.username}, ${person.role}`)
      return c.json(view(person), 201, { location: `/api/v1/people/${person.id}` })
    })
    .openapi(getPerson, async (c) => {
      const { id } = c.req.valid('param')
      const person = await accounts.find({ id }).catch(failed)
      if (!person) throw unknown(id)
      return c.json(view(person), 200)
    })
    .openapi(changePerson, async (c) => {
      const { id } = c.req.valid('param')
      const { name, role, password } = c.req.valid('json')
      const before = await accounts.find({ id }).catch(failed)
      if (!before) throw unknown(id)
      if (password !== undefined && holdsName(password, before.username)) {
        return answerMistakes(c, [{ path: 'json.password', expected: expectedWithoutName }]) as never
      }
      const change = {
        ...(name === undefined ? {} : { name }),
        ...(role === undefined ? {} : { role }),
        ...(password === undefined ? {} : { password }),
      }
      const person = await accounts.change(id, change).catch(failed)
      if (!person) throw unknown(id)
      if (role !== undefined || password !== undefined) sessions.endAllOf(id)
      c.set(
        'about',
        `${person.username}: ${[name, role, password && 'another password'].filter(Boolean).join(', ')}`,
      )
      return c.json(view(person), 200)
    })
    .openapi(removePerson, async (c) => {
      const { id } = c.req.valid('param')
      const person = await accounts.find({ id }).catch(failed)
      if (!person || !(await accounts.remove(id).catch(failed))) throw unknown(id)
      sessions.endAllOf(id)
      c.set('about', person.username)
      return c.body(null, 204)
    })
    .openapi(removeSecondFactor, async (c) => {
      const { id } = c.req.valid('param')
      const person = await accounts.find({ id }).catch(failed)
      if (!person) throw unknown(id)
      if (!(await secondFactors.remove(id).catch(failed))) {
        throw new HTTPException(404, { message: `${person.username} has no second factor` })
      }
      sessions.endAllOf(id)
      c.set('about', person.username)
      return c.body(null, 204)
    })
}

function view(person: Person): z.infer<typeof PersonView> {
  return { ...person, createdAt: formatInstant(person.createdAt, 'UTC') }
}
