import { randomUUID } from 'node:crypto'
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { formatInstant, type Instant, SiteId } from '@jernih/domain'
import { HTTPException } from 'hono/http-exception'
import { body, json, Moment, signedIn } from '../ask.ts'
import type { ApiDeps } from '../deps.ts'
import type { ApiEnv } from '../guard.ts'
import { zoneOf } from '../latest-view.ts'
import type { ClothEntry } from '../logbook-port.ts'
import { refuseCorrection, type WriteLogbook } from '../logbook-writer.ts'
import { answerMistakes, problems } from '../problem.ts'
import { refuseUnknownSite } from '../unknown-site.ts'

/** More than a workshop finishes in a year. */
const mostKg = 10_000_000
/** Days that one call answers. */
const mostDays = 400

const Day = z.iso.date().openapi({ format: 'date', description: 'A production day in the site’s zone' })

const ClothView = z
  .strictObject({
    id: z.string(),
    site: z.string(),
    day: Day,
    kg: z.number(),
    note: z.string().nullable(),
    enteredAt: Moment,
    by: z.string(),
    corrects: z.string().nullable(),
    reason: z.string().nullable().openapi({ description: 'Of the correction' }),
    correctedBy: z
      .string()
      .nullable()
      .openapi({ description: 'Null for the one figure of the day that stands' }),
  })
  .openapi('Cloth')

const enterCloth = createRoute({
  method: 'post',
  path: '/api/v1/cloth',
  tags: ['logbook'],
  summary: 'Enters the kg of cloth finished on a day, or corrects that day’s figure, which stays',
  security: signedIn,
  request: body(
    z
      .strictObject({
        site: SiteId,
        day: Day,
        kg: z.number().min(0).max(mostKg),
        note: z.string().trim().min(1).max(1_000).optional(),
        corrects: z.uuid().optional().openapi({ description: 'The figure that was wrong' }),
        reason: z.string().trim().min(1).max(1_000).optional().openapi({ description: 'Of the correction' }),
      })
      .refine(({ corrects, reason }) => (corrects === undefined) === (reason === undefined), {
        path: ['reason'],
        error: 'expected with `corrects`, and with nothing else',
      }),
  ),
  responses: { 201: json(ClothView, 'On disk'), ...problems(400, 401, 403, 404, 409, 413, 415, 503) },
})

const listCloth = createRoute({
  method: 'get',
  path: '/api/v1/cloth',
  tags: ['logbook'],
  summary: 'Cloth finished, newest day first; of each day the figure that stands comes first',
  security: signedIn,
  request: {
    query: z.strictObject({
      site: SiteId,
      from: Day.optional().openapi({ description: 'Default: 30 days before `to`' }),
      to: Day.optional().openapi({ description: 'Included; default: today' }),
    }),
  },
  responses: {
    200: json(z.strictObject({ items: z.array(ClothView) }), 'Corrected ones too'),
    ...problems(400, 401, 404),
  },
})

export function clothRoutes({ sites, logbook, clock }: ApiDeps, write: WriteLogbook) {
  const today = (site: SiteId, now: Instant) => formatInstant(now, zoneOf(sites, site)).slice(0, 10)

  function view({
    id,
    enteredAt,
    by,
    cloth,
    correction,
    correctedBy,
  }: ClothEntry): z.infer<typeof ClothView> {
    return {
      id,
      ...cloth,
      enteredAt: formatInstant(enteredAt, zoneOf(sites, cloth.site)),
      by,
      corrects: correction?.corrects ?? null,
      reason: correction?.reason ?? null,
      correctedBy,
    }
  }

  return new OpenAPIHono<ApiEnv>()
    .openapi(enterCloth, async (c) => {
      const { corrects, reason, site, day, kg, note = null } = c.req.valid('json')
      const caller = c.get('caller')
      refuseUnknownSite(site, { sites, found: false })
      if (day > today(site, clock.now())) {
        return answerMistakes(c, [
          { path: 'json.day', expected: 'expected today, or a day before it' },
        ]) as never
      }
      const correction = corrects !== undefined && reason !== undefined ? { corrects, reason } : null
      const entry = { id: randomUUID(), by: caller.by, correction, cloth: { site, day, kg, note } }
      const enteredAt = await write(async () => {
        if (correction) {
          const found = await logbook.clothEntry(correction.corrects)
          refuseCorrection(found, correction, found?.cloth.site === site && found.cloth.day === day)
        } else {
          refuseSecond(await logbook.cloth({ site, from: day, to: day }))
        }
        return { ...entry, kind: 'cloth' }
      })
      c.set('about', entry.id)
      return c.json(view({ ...entry, enteredAt, correctedBy: null }), 201)
    })
    .openapi(listCloth, async (c) => {
      const { site, to = today(site, clock.now()), from = daysBefore(to, 30) } = c.req.valid('query')
      if (from > to || from < daysBefore(to, mostDays)) {
        const expected = `expected a day up to ${mostDays} days before \`to\``
        return answerMistakes(c, [{ path: 'query.from', expected }]) as never
      }
      const items = await logbook.cloth({ site, from, to })
      refuseUnknownSite(site, { sites, found: items.length > 0 })
      return c.json({ items: items.map(view) }, 200)
    })
}

function daysBefore(day: string, days: number): string {
  return Temporal.PlainDate.from(day).subtract({ days }).toString()
}

/** One figure a day stands. */
function refuseSecond([standing]: readonly ClothEntry[]): void {
  if (!standing) return
  const { id, cloth } = standing
  throw new HTTPException(409, {
    message: `${cloth.day} has ${cloth.kg} kg already; correct that figure, ${id}`,
  })
}
