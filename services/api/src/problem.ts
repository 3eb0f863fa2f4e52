import { z } from '@hono/zod-openapi'
import { AppendFailed, Pruned } from '@jernih/journal'
import type { Log } from '@jernih/runtime'
import { StoreUnavailable } from '@jernih/store'
import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'

/** An account or a token could not be read or written, as on a full disk: nothing was done. */
export class AccountsFailed extends Error {
  override name = 'AccountsFailed'
}

/** RFC 9457. `errors` names every mistake of the input: where it is, and what was expected there. */
export const Problem = z
  .strictObject({
    type: z.string().openapi({ example: 'urn:jernih:problem:bad-input' }),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    errors: z.array(z.strictObject({ path: z.string(), expected: z.string() })).optional(),
  })
  .openapi('Problem')
export type Problem = z.infer<typeof Problem>

const kinds = {
  400: { name: 'bad-input', title: 'The request is not what is expected here' },
  401: { name: 'not-signed-in', title: 'Sign in, or send a token as a bearer token' },
  403: { name: 'forbidden', title: 'This is not allowed' },
  404: { name: 'not-found', title: 'There is nothing here' },
  405: { name: 'method-not-allowed', title: 'This address does not take that method' },
  408: { name: 'too-slow', title: 'The request took too long to come' },
  409: { name: 'conflict', title: 'This makes no sense as things stand' },
  410: { name: 'gone', title: 'This is no longer kept' },
  412: { name: 'changed-meanwhile', title: 'This is no longer what was changed' },
  413: { name: 'too-large', title: 'The request is too large' },
  415: { name: 'unsupported-media-type', title: 'Send application/json' },
  417: { name: 'expectation-failed', title: 'That cannot be expected here' },
  428: { name: 'precondition-required', title: 'Say of which state this is a change' },
  429: { name: 'too-many', title: 'Too many requests; try again later' },
  431: { name: 'head-too-large', title: 'The head of the request is too large' },
  500: { name: 'internal', title: 'Something broke on our side' },
  503: { name: 'unavailable', title: 'Not available right now; try again' },
} as const
export type ProblemStatus = keyof typeof kinds

/** Where a client is to know more than the status tells. */
const particulars = {
  'totp-required': 'A code is wanted beside the password',
  'totp-wrong': 'The code is wrong, too old, or was used before',
} as const

export interface ProblemExtras {
  /** In place of the status's own. */
  type?: keyof typeof particulars
  errors?: NonNullable<Problem['errors']>
  retryAfterSeconds?: number
  headers?: Record<string, string>
}

export function createProblem(
  status: ProblemStatus,
  detail: string,
  particular?: keyof typeof particulars,
): Problem {
  const { name, title } = particular ? { name: particular, title: particulars[particular] } : kinds[status]
  return { type: `urn:jernih:problem:${name}`, title, status, detail }
}

export function answerProblem(
  c: Context,
  status: ProblemStatus,
  detail: string,
  { type, errors, retryAfterSeconds, headers }: ProblemExtras = {},
): Response {
  const problem = createProblem(status, detail, type)
  if (errors) problem.errors = errors
  return c.body(JSON.stringify(problem), status, {
    'content-type': 'application/problem+json',
    ...(status === 401 ? { 'www-authenticate': 'Bearer realm="jernih"' } : {}),
    ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
    ...headers,
  })
}

/**
 * The responses of a route that are problems, for its OpenAPI description: too many calls are refused everywhere, and where credentials
 * are asked for, too little a role.
 */
export function problems<S extends ProblemStatus>(...statuses: S[]) {
  const byRole = statuses.some((status) => status === 401) ? [403 as const] : []
  const entries = [...new Set<ProblemStatus>([...statuses, ...byRole, 429])].map((status) => [
    status,
    {
      description: kinds[status].title,
      content: { 'application/problem+json': { schema: Problem } },
    },
  ])
  return Object.fromEntries(entries) as Record<
    S | 429,
    { description: string; content: { 'application/problem+json': { schema: typeof Problem } } }
  >
}

/** What the input's schema says against it, as a 400. */
export function refuseInput(
  result: { success: true } | { success: false; target: string; error: z.ZodError },
  c: Context,
): Response | undefined {
  if (result.success) return undefined
  const errors = result.error.issues.map((issue) => ({
    path: [result.target, ...issue.path].join('.'),
    expected: issue.message,
  }))
  return answerMistakes(c, errors)
}

export function answerMistakes(c: Context, errors: NonNullable<Problem['errors']>): Response {
  const detail = errors.map(({ path, expected }) => `${path}: ${expected}`).join('; ')
  return answerProblem(c, 400, detail, { errors })
}

/** The one place where errors become answers. What only we can mend is logged and tells the caller nothing of its inside. */
export function answerError(error: Error, c: Context, log: Log): Response {
  if (error instanceof HTTPException) {
    const status = error.status in kinds ? (error.status as ProblemStatus) : 400
    return answerProblem(c, status, error.message || kinds[status].title)
  }
  if (error instanceof StoreUnavailable) {
    return answerProblem(c, 503, 'The store of readings does not answer; nothing that came in is lost', {
      retryAfterSeconds: Math.ceil((error.retryAfterMs ?? 5_000) / 1_000),
    })
  }
  if (error instanceof AppendFailed) {
    return answerProblem(c, 503, 'The journal cannot be written, so nothing was done', {
      retryAfterSeconds: 5,
    })
  }
  if (error instanceof AccountsFailed) {
    log.error({ error }, 'accounts cannot be used')
    return answerProblem(c, 503, 'Accounts cannot be read or written, so nothing was done', {
      retryAfterSeconds: 5,
    })
  }
  if (error instanceof Pruned) return answerProblem(c, 410, 'These entries are no longer kept')
  log.error({ error, method: c.req.method, path: c.req.path }, 'a request failed')
  return answerProblem(c, 500, 'The failure is in our log')
}
