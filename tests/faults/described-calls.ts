import fc from 'fast-check'

/** The part of JSON Schema that the description of the API speaks. */
export interface Schema {
  type?: string
  enum?: readonly unknown[]
  anyOf?: readonly Schema[]
  properties?: Readonly<Record<string, Schema>>
  items?: Schema
  format?: string
  minimum?: number
  maximum?: number
}

interface Operation {
  parameters?: readonly { name: string; in: 'path' | 'query' | 'header'; schema: Schema }[]
  requestBody?: { content: { 'application/json': { schema: Schema } } }
}

export interface OpenApi {
  paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

export interface Call {
  method: string
  /** Filled in, with its query. */
  path: string
  headers: Record<string, string>
  body: string | null
}

/** An operation of the API, and requests to it: as described, nearly so, and nothing like it. */
export interface DescribedCall {
  operation: string
  calls: fc.Arbitrary<Call>
}

/** Texts that lead somewhere, such as the sites' ids, by the name of what asks for them. */
export type Known = Readonly<Record<string, readonly string[]>>

/** Every operation of the description. */
export function describedCalls({ paths }: OpenApi, known: Known): DescribedCall[] {
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([name, operation]) => {
      const method = name.toUpperCase()
      return { operation: `${method} ${path}`, calls: createCalls(method, path, operation, known) }
    }),
  )
}

function createCalls(
  method: string,
  path: string,
  { parameters = [], requestBody }: Operation,
  known: Known,
): fc.Arbitrary<Call> {
  const value = (schema: Schema, name: string) =>
    fc.oneof({ arbitrary: fits(schema, known, name), weight: 8 }, { arbitrary: junk, weight: 1 }).map(toText)
  const of = (place: string) =>
    fc.record(
      Object.fromEntries(
        parameters
          .filter((parameter) => parameter.in === place)
          .map(({ name, schema }) => [name, value(schema, name)]),
      ),
      place === 'path' ? {} : { requiredKeys: [] },
    )
  const query = fc
    .tuple(
      of('query'),
      fc.dictionary(fc.string({ maxLength: 8 }), fc.string({ maxLength: 20 }), { maxKeys: 1 }),
    )
    .map(([told, untold]) =>
      new URLSearchParams({ ...untold, ...(told as Record<string, string>) }).toString(),
    )
  const body = requestBody ? bodies(requestBody.content['application/json'].schema, known) : fc.constant(null)
  return fc
    .record({ inPath: of('path'), query, end, headers, body })
    .map(({ inPath, query, end, headers, body }) => ({
      method,
      path: `${fillIn(path, inPath as Record<string, string>)}${end}?${query}${end}`,
      headers: body === null ? headers : { 'content-type': 'application/json', ...headers },
      body,
    }))
}

/** Escapes that mean nothing, and steps to elsewhere: at the end of a path, and of its query. */
const end = fc.oneof(
  { arbitrary: fc.constant(''), weight: 12 },
  {
    arbitrary: fc.constantFrom('%', '%ff', '%00', '%zz', '/', '//', '/../..', ';x=1', '&&', '%2f..'),
    weight: 1,
  },
)

/** Dots alone would be taken as a path's own steps, which leave the operation. */
function fillIn(path: string, values: Readonly<Record<string, string>>): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent((values[name] ?? '').toWellFormed()).replaceAll('.', '%2E'),
  )
}

/** What the schema asks for, or something like it. */
function fits(schema: Schema, known: Known, name = ''): fc.Arbitrary<unknown> {
  if (schema.enum) return fc.constantFrom(...schema.enum)
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map((one) => fits(one, known, name)))
  switch (schema.type) {
    case 'object': {
      const properties = Object.entries(schema.properties ?? {})
      return fc.record(Object.fromEntries(properties.map(([name, one]) => [name, fits(one, known, name)])), {
        requiredKeys: properties.slice(1).map(([name]) => name),
      })
    }
    case 'array':
      return fc.array(fits(schema.items ?? {}, known), { maxLength: 4 })
    case 'integer':
    case 'number':
      return fc.oneof(
        fc.constantFrom(schema.minimum ?? -1, schema.maximum ?? 2 ** 53),
        fc.integer({ min: Math.max(schema.minimum ?? 0, -1e9), max: Math.min(schema.maximum ?? 1e13, 1e13) }),
      )
    case 'boolean':
      return fc.boolean()
    default:
      if (schema.format === 'date-time') return moment
      return fc.oneof(
        { arbitrary: fc.constantFrom(...(known[name] ?? ['a', '0', '12'])), weight: 8 },
        { arbitrary: fc.string({ maxLength: 30 }), weight: 1 },
        { arbitrary: moment, weight: 1 },
      )
  }
}

const moment = fc
  .tuple(fc.date({ noInvalidDate: true }), fc.constantFrom('Z', 'Z', 'Z', '+07:00', '-23:59', '+99:99', ''))
  .map(([date, offset]) => date.toISOString().replace('Z', offset))

/** Wrong types, strange texts, and far too much of them. */
const junk = fc.oneof(
  fc.constantFrom(
    '',
    '\u0000',
    '../../etc/passwd',
    '%',
    '%ff',
    "' OR 1=1 --",
    '__proto__',
    '\ud800',
    '٣',
    '1e999',
  ),
  fc.constantFrom<unknown>(
    null,
    -1,
    1e308,
    0.5,
    -0,
    [],
    {},
    true,
    2 ** 53,
    Number.MIN_VALUE,
    253_402_300_800_000,
  ),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.integer({ min: 100, max: 6_000 }).map((length) => 'é'.repeat(length)),
  fc.jsonValue({ maxDepth: 3 }),
)

const headers = fc.oneof(
  { arbitrary: fc.constant({}), weight: 6 },
  {
    arbitrary: fc
      .constantFrom(
        'text/plain',
        'application/xml',
        'application/json; charset=utf-16',
        'multipart/form-data',
        'x',
      )
      .map((type): Record<string, string> => ({ 'content-type': type })),
    weight: 2,
  },
  {
    arbitrary: fc
      .tuple(
        fc.constantFrom('cookie', 'accept', 'last-event-id', 'origin', 'range', 'if-none-match'),
        printable(200),
      )
      .map(([name, text]): Record<string, string> => ({ [name]: text })),
    weight: 2,
  },
  {
    arbitrary: fc.integer({ min: 1, max: 20_000 }).map((length) => ({ 'x-long': 'y'.repeat(length) })),
    weight: 1,
  },
)

function printable(maxLength: number): fc.Arbitrary<string> {
  return fc.string({ unit: 'grapheme-ascii', maxLength })
}

function bodies(schema: Schema, known: Known): fc.Arbitrary<string> {
  const object = fits(schema, known)
  const spoiled = fc
    .tuple(object, printable(10), junk)
    .map(([whole, name, value]) => ({ ...(whole as object), [name]: value }))
  const replaced = fc.tuple(object, fc.nat(5), junk).map(([whole, nth, value]) => {
    const names = Object.keys(whole as object)
    return { ...(whole as object), [names[nth % names.length] ?? 'x']: value }
  })
  const text = fc.oneof(object, spoiled, replaced, junk, fc.jsonValue()).map((value) => JSON.stringify(value))
  return fc.oneof(
    { arbitrary: text, weight: 6 },
    { arbitrary: fc.tuple(text, fc.nat(100)).map(([whole, end]) => whole.slice(0, end)), weight: 1 },
    { arbitrary: fc.string({ unit: 'binary', maxLength: 60 }), weight: 1 },
    {
      arbitrary: fc
        .integer({ min: 10, max: 40_000 })
        .map((depth) => `${'['.repeat(depth)}${']'.repeat(depth)}`),
      weight: 1,
    },
  )
}

function toText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
