import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { formatInstant, parseDeviceTopic } from '@jernih/domain'
import type { Entry } from '@jernih/journal'
import { AskedCursor, askedCount, json, Moment, pageOf, signedIn } from '../ask.ts'
import type { ApiDeps } from '../deps.ts'
import type { ApiEnv } from '../guard.ts'
import { zoneOf } from '../latest-view.ts'
import { problems } from '../problem.ts'
import type { Books } from '../reconcile.ts'

const RejectedView = z
  .strictObject({
    offset: z.int().min(0),
    receivedAt: Moment,
    sender: z.string().nullable(),
    topic: z.string(),
    refusals: z.array(
      z.strictObject({
        path: z.string().openapi({ description: 'Within the payload; empty for the whole message' }),
        reason: z.string(),
      }),
    ),
    payload: z.string(),
    encoding: z.enum(['utf-8', 'base64']).openapi({ description: 'base64 where the payload is not text' }),
  })
  .openapi('RejectedMessage')

const listRejected = createRoute({
  method: 'get',
  path: '/api/v1/rejected',
  tags: ['record'],
  summary: 'Messages with something refused in them, payload and reason, newest first',
  security: signedIn,
  request: {
    query: z.strictObject({
      cursor: AskedCursor.optional(),
      limit: askedCount({ max: 200, preset: 50 }),
    }),
  },
  responses: { 200: json(pageOf(RejectedView), 'A page of messages'), ...problems(400, 401) },
})

const Reconciliation = z
  .strictObject({
    accepted: z.int(),
    stored: z.int(),
    pending: z.int().openapi({ description: 'Still to be stored; the quarantined ones are among them' }),
    quarantined: z.int().openapi({ description: 'What the store would not take; see /api/v1/quarantine' }),
    lost: z.int().openapi({
      description:
        'Accepted, and gone with a damaged file of the journal before they were stored, as far as is known',
    }),
    holes: z.int().openapi({
      description:
        'Places at which a damaged file of the journal lost entries, whether or not their readings were stored before',
    }),
    rejected: z.int(),
    balanced: z.boolean().openapi({ description: 'accepted = stored + pending + lost' }),
  })
  .openapi('Reconciliation')

const getReconciliation = createRoute({
  method: 'get',
  path: '/api/v1/reconciliation',
  tags: ['record'],
  summary: 'Whether the journal and the store agree, counted in readings',
  security: signedIn,
  responses: { 200: json(Reconciliation, 'The counts'), ...problems(401) },
})

export function recordRoutes({ journal, sites }: ApiDeps, books: Books) {
  return new OpenAPIHono<ApiEnv>()
    .openapi(listRejected, async (c) => {
      const { cursor, limit } = c.req.valid('query')
      const found = await journal.rejected(
        cursor === undefined ? { limit } : { before: Number(cursor), limit },
      )
      const entries = found.filter((entry) => entry.kind === 'readings' || entry.kind === 'rejected')
      const last = entries.at(-1)
      const next = last ? String(last.offset) : null
      const items = entries.map((entry) => viewRejected(entry, (topic) => zoneOf(sites, topic)))
      return c.json({ items, next }, 200)
    })
    .openapi(getReconciliation, async (c) => c.json(await books.count(), 200))
}

type Refused = Extract<Entry, { kind: 'readings' | 'rejected' }>

function viewRejected(
  entry: Refused,
  zoneOfSite: (site: Parameters<typeof zoneOf>[1]) => string,
): z.infer<typeof RejectedView> {
  const { offset, receivedAt, sender, topic, payload } = entry
  const site = parseDeviceTopic(topic)?.site
  return {
    offset,
    receivedAt: formatInstant(receivedAt, site ? zoneOfSite(site) : 'UTC'),
    sender,
    topic,
    refusals:
      entry.kind === 'rejected'
        ? [{ path: '', reason: entry.reason }]
        : entry.refusals.map(({ path, reason }) => ({ path, reason })),
    ...viewPayload(payload),
  }
}

/** The payload byte for byte: as text where it is UTF-8, else in base64. */
function viewPayload(payload: Uint8Array): { payload: string; encoding: 'utf-8' | 'base64' } {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(payload)
    return { payload: text, encoding: 'utf-8' }
  } catch {
    return { payload: Buffer.from(payload).toString('base64'), encoding: 'base64' }
  }
}
