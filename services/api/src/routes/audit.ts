import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { formatInstant, Role } from '@jernih/domain'
import { AskedCursor, askedCount, json, pageOf, signedIn, UtcMoment } from '../ask.ts'
import type { ApiDeps } from '../deps.ts'
import type { ApiEnv } from '../guard.ts'
import type { AuditDraft } from '../ports.ts'
import { AccountsFailed, problems } from '../problem.ts'

const AuditView = z
  .strictObject({
    id: z.int(),
    at: UtcMoment,
    by: z.string().nullable().openapi({ description: 'Null: nobody whom we know' }),
    role: Role.nullable(),
    act: z.string().openapi({ example: 'POST /api/v1/devices' }),
    about: z
      .string()
      .nullable()
      .openapi({ description: 'What it made or was done to, beside the act itself' }),
    address: z.string().openapi({ description: 'Of IPv6 the first 64 bits' }),
    status: z.int().openapi({ description: 'Of the answer' }),
    outcome: z.enum(['done', 'refused', 'failed']),
  })
  .openapi('AuditEntry')

const readAudit = createRoute({
  method: 'get',
  path: '/api/v1/audit',
  tags: ['access'],
  summary: 'Sign-ins, refusals and changes, newest first; nothing can be taken away from it',
  security: signedIn,
  request: {
    query: z.strictObject({ cursor: AskedCursor.optional(), limit: askedCount({ max: 500, preset: 100 }) }),
  },
  responses: { 200: json(pageOf(AuditView), 'A page of entries'), ...problems(400, 401, 403, 503) },
})

export function auditRoutes({ audit }: ApiDeps) {
  return new OpenAPIHono<ApiEnv>().openapi(readAudit, async (c) => {
    const { cursor, limit } = c.req.valid('query')
    const entries = await audit
      .read(cursor === undefined ? { limit } : { before: Number(cursor), limit })
      .catch((cause) => {
        throw new AccountsFailed('the audit log cannot be read', { cause })
      })
    const items = entries.map((entry) => ({
      ...entry,
      at: formatInstant(entry.at, 'UTC'),
      outcome: outcomeOf(entry),
    }))
    const last = entries.at(-1)
    return c.json({ items, next: last && entries.length === limit ? String(last.id) : null }, 200)
  })
}

/** A sign-in link that nobody was signed in by leads on to the page all the same. */
function outcomeOf({ status, act, by }: AuditDraft): z.infer<typeof AuditView>['outcome'] {
  if ([401, 403, 429].includes(status) || (act.startsWith('GET /sign-in/') && by === null)) return 'refused'
  return status < 400 ? 'done' : 'failed'
}
