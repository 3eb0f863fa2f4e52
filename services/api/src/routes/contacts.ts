import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { Contact, includesRole, SiteId } from '@jernih/domain'
import type { SiteContacts } from '@jernih/sites'
import { HTTPException } from 'hono/http-exception'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import { body, json, signedIn } from '../ask.ts'
import { ContactView, maskContact } from '../contact-view.ts'
import type { ApiDeps } from '../deps.ts'
import type { ApiEnv } from '../guard.ts'
import { answerMistakes, answerProblem, problems } from '../problem.ts'
import { refuseTooMany, spend } from '../rate-limits.ts'

const mostContacts = 100
/** Test messages to one site's contacts: they cost money, and reach people who did not ask for them. */
const mostTests = { points: 6, duration: 60 }

const params = z.object({ site: SiteId })
const tag = { ETag: z.string().openapi({ description: "Of the site's file as it is" }) }

const ContactsView = z
  .strictObject({
    contacts: z.array(ContactView),
    masked: z.boolean().openapi({ description: 'True: the caller may not see the addresses whole' }),
  })
  .openapi('SiteContacts')

const getContacts = createRoute({
  method: 'get',
  path: '/api/v1/sites/{site}/contacts',
  tags: ['sites'],
  summary: "Who is told of a site's alarms; addresses are whole for administrators alone",
  security: signedIn,
  request: { params },
  responses: {
    200: { ...json(ContactsView, "As the site's file says"), headers: z.object(tag) },
    ...problems(400, 401, 403, 404, 503),
  },
})

const putContacts = createRoute({
  method: 'put',
  path: '/api/v1/sites/{site}/contacts',
  tags: ['sites'],
  summary: "Writes who is told into the site's file, which else stays as it is",
  description:
    'Nothing is written where one of them has a mistake. 412: the file has changed since; get them anew. 409: the file can only be changed by hand, as where its directory is read-only, and why.',
  security: signedIn,
  request: {
    params,
    headers: z.object({
      'if-match': z
        .string()
        .optional()
        .openapi({ description: 'The ETag of what was changed', example: '"abc"' }),
    }),
    ...body(z.strictObject({ contacts: z.array(Contact).max(mostContacts) })),
  },
  responses: {
    200: { ...json(ContactsView, 'Written and taken up'), headers: z.object(tag) },
    ...problems(400, 401, 403, 404, 409, 412, 413, 415, 428, 503),
  },
})

const testContact = createRoute({
  method: 'post',
  path: '/api/v1/sites/{site}/contacts/test',
  tags: ['sites'],
  summary: 'Sends a message, marked as a test, by each way of one contact, and answers what became of it',
  security: signedIn,
  request: { params, ...body(z.strictObject({ name: z.string().min(1).max(100) })) },
  responses: {
    200: json(
      z.strictObject({
        ways: z.array(
          z.strictObject({
            channel: z.string(),
            status: z.enum(['sent', 'failed', 'refused', 'not-set-up']),
            reason: z.string().nullable(),
          }),
        ),
      }),
      'Each way of theirs; `failed` might go another time, `refused` will not',
    ),
    ...problems(400, 401, 403, 404, 413, 415),
  },
})

export function contactRoutes({ sites, telling }: Pick<ApiDeps, 'sites' | 'telling'>) {
  const tests = new RateLimiterMemory(mostTests)
  const unknown = (site: SiteId) => new HTTPException(404, { message: `There is no site ${site}` })

  return new OpenAPIHono<ApiEnv>()
    .openapi(getContacts, async (c) => {
      const { site } = c.req.valid('param')
      const found = await sites.contacts(site).catch(unreadable)
      if (!found) throw unknown(site)
      const masked = !includesRole(c.get('caller').role, 'administrator')
      return c.json(view(found, masked), 200, { etag: etagOf(found) })
    })
    .openapi(putContacts, async (c) => {
      const { site } = c.req.valid('param')
      const { contacts } = c.req.valid('json')
      // A proxy that compresses answers makes their tags weak.
      const version = /^(?:W\/)?"([^"]*)"$/.exec(c.req.valid('header')['if-match'] ?? '')?.[1]
      if (version === undefined) {
        return answerProblem(c, 428, 'Send the ETag of the contacts that were changed, as If-Match') as never
      }
      const outcome = await sites.changeContacts(site, { contacts, version }).catch(unreadable)
      if (!outcome) throw unknown(site)
      switch (outcome.status) {
        case 'written':
          c.set('about', `${site}: ${contacts.map(({ name }) => name).join(', ') || 'nobody'}`)
          return c.json(view(outcome, false), 200, { etag: etagOf(outcome) })
        case 'changed':
          return answerProblem(
            c,
            412,
            `The file of ${site} has changed since: get its contacts anew`,
          ) as never
        case 'refused': {
          const errors = outcome.complaints.map(({ path, expected }) => ({
            path: ['json', ...path].map(String).join('.'),
            expected,
          }))
          return answerMistakes(c, errors) as never
        }
        case 'broken':
          throw new HTTPException(409, {
            message: `Mend the file by hand before: ${outcome.mistakes.join('; ')}`,
          })
        case 'unwritable':
          throw new HTTPException(409, {
            message: `The file of ${site} cannot be written (${outcome.reason}): let Jernih write in the sites' directory, or change the file where it is kept`,
          })
      }
    })
    .openapi(testContact, async (c) => {
      const { site: id } = c.req.valid('param')
      const { name } = c.req.valid('json')
      const site = sites.get(id)
      if (!site) throw unknown(id)
      const contact = site.contacts.find((one) => one.name === name)
      if (!contact) throw new HTTPException(404, { message: `${id} has no contact ${name}` })
      const over = await spend(tests, id)
      if (over) return refuseTooMany(c, over, 'Too many test messages') as never
      const ways = await telling.test({ site, contact })
      c.set('about', `${name}: ${ways.map(({ channel, status }) => `${channel} ${status}`).join(', ')}`)
      return c.json({ ways }, 200)
    })
}

function view({ contacts }: SiteContacts, masked: boolean): z.infer<typeof ContactsView> {
  return { contacts: contacts.map((contact) => (masked ? maskContact(contact) : contact)), masked }
}

function etagOf({ version }: SiteContacts): string {
  return `"${version}"`
}

function unreadable(cause: unknown): never {
  throw new HTTPException(503, { message: 'The file of the site cannot be read', cause })
}
