import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { formatInstant, InstantInput, Role, SiteId } from '@jernih/domain'
import { HTTPException } from 'hono/http-exception'
import { body, json, signedIn, UtcMoment } from '../ask.ts'
import type { ApiDeps } from '../deps.ts'
import type { ApiEnv } from '../guard.ts'
import type { ApiToken } from '../ports.ts'
import { AccountsFailed, problems } from '../problem.ts'
import { refuseUnknownSite } from '../unknown-site.ts'

const dayMs = 86_400_000
/** Two years: whatever is forgotten ends. */
const longestDays = 731

const TokenView = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    role: Role,
    site: z.string().nullable().openapi({ description: 'Null: every site' }),
    createdAt: UtcMoment,
    createdBy: z.string(),
    expiresAt: UtcMoment,
    lastUsedAt: UtcMoment.nullable(),
  })
  .openapi('Token')

const NewToken = z
  .strictObject({
    ...TokenView.shape,
    token: z.string().openapi({ description: 'Told here and never again' }),
  })
  .openapi('NewToken')

const AskedToken = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'expected a short name such as prometheus or lab.export')
      .openapi({ example: 'prometheus' }),
    role: Role,
    site: SiteId.optional().openapi({ description: 'May ask for this site alone; for viewers only' }),
    expiresAt: InstantInput,
  })
  .refine(({ role, site }) => site === undefined || role === 'viewer', {
    path: ['role'],
    error: 'expected viewer, since a token for one site only reads',
  })

const listTokens = createRoute({
  method: 'get',
  path: '/api/v1/tokens',
  tags: ['access'],
  summary: "Programs' tokens, without their secrets",
  security: signedIn,
  responses: { 200: json(z.array(TokenView), 'The tokens, oldest first'), ...problems(401, 403) },
})

const createToken = createRoute({
  method: 'post',
  path: '/api/v1/tokens',
  tags: ['access'],
  summary: 'A token for a program, with a role and an end',
  security: signedIn,
  request: body(AskedToken),
  responses: {
    201: json(NewToken, 'The token, told this once'),
    ...problems(400, 401, 403, 404, 409, 413, 415, 503),
  },
})

const revokeToken = createRoute({
  method: 'delete',
  path: '/api/v1/tokens/{id}',
  tags: ['access'],
  summary: 'Refuses a token from now on',
  security: signedIn,
  request: { params: z.object({ id: z.string().min(1).max(200) }) },
  responses: {
    204: { description: 'It is good for nothing any more' },
    ...problems(400, 401, 403, 404, 503),
  },
})

export function tokenRoutes({ tokens, sites, clock }: ApiDeps) {
  const failed = (cause: unknown) => {
    throw new AccountsFailed('the tokens cannot be used', { cause })
  }

  return new OpenAPIHono<ApiEnv>()
    .openapi(listTokens, (c) => c.json(tokens.list().map(view), 200))
    .openapi(createToken, async (c) => {
      const { site = null, ...asked } = c.req.valid('json')
      refuseUnknownSite(site ?? undefined, { sites, found: false })
      const now = clock.now()
      if (asked.expiresAt <= now) refuse('The token would have ended already')
      if (asked.expiresAt > now + longestDays * dayMs) {
        refuse(`The token would be good for more than ${longestDays} days`)
      }
      const { token, ...made } = await tokens
        .create({ ...asked, site, createdBy: c.get('caller').by })
        .catch(failed)
      c.set('about', `${made.id}: ${made.name}, ${made.role}${site === null ? '' : ` of ${site}`}`)
      return c.json({ ...view(made), token }, 201)
    })
    .openapi(revokeToken, async (c) => {
      const { id } = c.req.valid('param')
      if (!(await tokens.revoke(id).catch(failed))) {
        throw new HTTPException(404, { message: `There is no token ${id}` })
      }
      return c.body(null, 204)
    })
}

function view({ createdAt, expiresAt, lastUsedAt, ...token }: ApiToken): z.infer<typeof TokenView> {
  return {
    ...token,
    createdAt: formatInstant(createdAt, 'UTC'),
    expiresAt: formatInstant(expiresAt, 'UTC'),
    lastUsedAt: lastUsedAt === null ? null : formatInstant(lastUsedAt, 'UTC'),
  }
}

function refuse(message: string): never {
  throw new HTTPException(409, { message })
}
