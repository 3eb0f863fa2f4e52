import { randomUUID } from 'node:crypto'
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { InstantInput, LabSample, Parameter, PointId, parameters, SiteId } from '@jernih/domain'
import { AskedInstant, askedCount, body, json, pageOf, signedIn } from '../ask.ts'
import type { ApiDeps } from '../deps.ts'
import type { ApiEnv } from '../guard.ts'
import { LabSampleView, viewSample } from '../lab-sample-view.ts'
import { refuseCorrection, type WriteLogbook } from '../logbook-writer.ts'
import { answerMistakes, problems } from '../problem.ts'
import { refuseUnknownPoint, refuseUnknownSite } from '../unknown-site.ts'

const Words = z.string().trim().min(1).max(200)
const AskedValue = z
  .strictObject({
    parameter: Parameter,
    unit: z.string(),
    value: z.number().min(0),
    lessThan: z.boolean().default(false),
  })
  .superRefine(({ parameter, unit, value }, context) => {
    const expected = parameters[parameter].unit
    if (unit !== expected) {
      context.addIssue({
        code: 'custom',
        path: ['unit'],
        message: `expected “${expected}”, the unit of ${parameter}`,
      })
    }
    if (parameter === 'ph' && value > 14) {
      context.addIssue({ code: 'custom', path: ['value'], message: 'expected a pH from 0 to 14' })
    }
  })

const AskedSample = z
  .strictObject({
    site: SiteId,
    point: PointId,
    takenAt: InstantInput,
    values: z.array(AskedValue).max(Parameter.options.length),
    laboratory: Words,
    certificate: Words.optional(),
    method: Words.optional(),
    note: z.string().trim().min(1).max(1_000).optional(),
    corrects: z.uuid().optional().openapi({ description: 'The entry that was wrong' }),
    reason: z.string().trim().min(1).max(1_000).optional().openapi({ description: 'Of the correction' }),
  })
  .superRefine(({ values, corrects, reason }, context) => {
    const refuse = (path: PropertyKey[], message: string) =>
      context.addIssue({ code: 'custom', path, message })
    values.forEach(({ parameter }, place) => {
      if (values.findIndex((other) => other.parameter === parameter) < place) {
        refuse(['values', place, 'parameter'], 'expected each parameter once')
      }
    })
    if (values.length === 0 && corrects === undefined) {
      refuse(['values'], 'expected a value; a correction without one says that there was no such sample')
    }
    if ((corrects === undefined) !== (reason === undefined)) {
      refuse(['reason'], 'expected with `corrects`, and with nothing else')
    }
  })

const enterSample = createRoute({
  method: 'post',
  path: '/api/v1/lab-samples',
  tags: ['logbook'],
  summary: 'Enters what a laboratory found in a sample, or corrects what was entered before, which stays',
  security: signedIn,
  request: body(AskedSample),
  responses: { 201: json(LabSampleView, 'On disk'), ...problems(400, 401, 403, 404, 409, 413, 415, 503) },
})

const listSamples = createRoute({
  method: 'get',
  path: '/api/v1/lab-samples',
  tags: ['logbook'],
  summary: 'Samples, newest first, each value beside the limit then in force and what the probe measured',
  security: signedIn,
  request: {
    query: z.strictObject({
      site: SiteId,
      point: PointId.optional(),
      from: AskedInstant.optional().openapi({ description: 'Taken in `[from, to)`' }),
      to: AskedInstant.optional(),
      cursor: z
        .string()
        .regex(/^\d{1,15}_\d{1,15}$/, 'expected the `next` of the page before')
        .optional(),
      limit: askedCount({ max: 100, preset: 25 }),
    }),
  },
  responses: { 200: json(pageOf(LabSampleView), 'Corrected ones too'), ...problems(400, 401, 404) },
})

export function sampleRoutes(deps: ApiDeps, write: WriteLogbook) {
  const { sites, logbook, clock } = deps

  return new OpenAPIHono<ApiEnv>()
    .openapi(enterSample, async (c) => {
      const { corrects, reason, ...asked } = c.req.valid('json')
      const caller = c.get('caller')
      refuseUnknownPoint(asked, sites)
      const now = clock.now()
      if (asked.takenAt > now || asked.takenAt < 0) {
        return answerMistakes(c, [
          { path: 'json.takenAt', expected: 'expected a time that has passed' },
        ]) as never
      }
      const values = asked.values.map(({ parameter, value, lessThan }) => ({ parameter, value, lessThan }))
      const { certificate = null, method = null, note = null } = asked
      const sample = LabSample.parse({ ...asked, values, certificate, method, note })
      const correction = corrects !== undefined && reason !== undefined ? { corrects, reason } : null
      const entry = { id: randomUUID(), by: caller.by, correction, sample }
      const enteredAt = await write(async () => {
        if (correction) {
          const found = await logbook.sample(correction.corrects)
          refuseCorrection(found, correction, found?.sample.site === sample.site)
        }
        return { ...entry, kind: 'lab-sample' }
      })
      c.set('about', entry.id)
      return c.json(await viewSample({ ...entry, enteredAt, correctedBy: null }, deps), 201)
    })
    .openapi(listSamples, async (c) => {
      const { site, point, from, to, cursor, limit } = c.req.valid('query')
      const bounds = { ...(from !== undefined && { from }), ...(to !== undefined && { to }) }
      const place = { ...(point !== undefined && { point }), ...(cursor !== undefined && { cursor }) }
      const { items, next } = await logbook.samples({ site, limit, ...bounds, ...place })
      refuseUnknownSite(site, { sites, found: items.length > 0 })
      return c.json({ items: await Promise.all(items.map((item) => viewSample(item, deps))), next }, 200)
    })
}
