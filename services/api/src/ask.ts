import { z } from '@hono/zod-openapi'
import { type Instant, InstantInput } from '@jernih/domain'

/** The last moment that InfluxDB can hold, in 2262; the first is that of Unix time. */
const lastInstant = 9_223_372_036_854

const instantHint =
  'expected Unix milliseconds or an RFC 3339 time with its offset, such as 2026-11-24T09:13:12+07:00'

/** A time in a query. A `+` that nobody escaped arrives as a space and is taken for what it was. */
export const AskedInstant = z
  .string()
  .transform((text, context): Instant => {
    const spelled = text.replace(/ (\d\d:\d\d)$/, '+$1')
    const read = InstantInput.safeParse(/^\d{1,16}$/.test(spelled) ? Number(spelled) : spelled)
    if (read.success && read.data >= 0 && read.data <= lastInstant) return read.data
    context.addIssue({ code: 'custom', message: instantHint })
    return z.NEVER
  })
  .openapi({
    anyOf: [
      { type: 'string', format: 'date-time' },
      { type: 'integer', minimum: 0, maximum: lastInstant },
    ],
    example: '2026-11-24T09:13:12+07:00',
    description: instantHint.slice(9),
  })

/** How many of something, written as digits. */
export function askedCount({ max, preset }: { max: number; preset: number }) {
  const expected = `expected a whole number from 1 to ${max}`
  return z
    .string()
    .regex(/^[0-9]{1,9}$/, expected)
    .transform(Number)
    .pipe(z.int().min(1, expected).max(max, expected))
    .default(preset)
    .openapi({ type: 'integer', minimum: 1, maximum: max, default: preset })
}

/** The `next` of a list that goes by numbers. */
export const AskedCursor = z.string().regex(/^\d{1,15}$/, 'expected the `next` of the page before')

/** A page of a longer list: `next` is the `cursor` of the following page, null on the last one. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.strictObject({ items: z.array(item), next: z.string().nullable() })
}

/** A JSON answer in a route's OpenAPI description. */
export function json<T extends z.ZodType>(schema: T, description: string) {
  return { description, content: { 'application/json': { schema } } }
}

/** The body that a route must be given. */
export function body<T extends z.ZodType>(schema: T) {
  return { body: { required: true, content: { 'application/json': { schema } } } }
}

/** The body that a route may be given; without one it is `{}`. */
export function optionalBody<T extends z.ZodType>(schema: T) {
  return { body: { required: false, content: { 'application/json': { schema } } } }
}

/** Either credential opens a route; see the decision on each in `access.ts`. */
export const signedIn = [{ bearer: [] as string[] }, { session: [] as string[] }]

export const Moment = z.string().openapi({
  format: 'date-time',
  example: '2026-11-24T09:13:12+07:00',
  description: "RFC 3339 in the site's zone",
})

/** Of what belongs to no site. */
export const UtcMoment = z.string().openapi({ format: 'date-time', example: '2026-11-24T02:13:12Z' })
