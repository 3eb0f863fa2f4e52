import { readFileSync } from 'node:fs'
import { ruleDefaults } from '@jernih/domain'
import { expect, it } from 'vitest'
import { type Schema, siteKeys } from './testing/schema-keys.ts'

interface Row {
  key: string
  allowed: string | undefined
  default: string | undefined
}

/** The tables of docs/sites.md. */
const documented = readFileSync(new URL('../../../docs/sites.md', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map((cells): Row => ({ key: (cells[1] ?? '').replaceAll('`', ''), allowed: cells[4], default: cells[5] }))

/** Every key that a site's file may have, shortened as the manual does. */
const known = siteKeys()
  .map(({ key, ...facts }) => ({
    ...facts,
    key: key.replace('points[].parameters.{parameter}', '{parameter}'),
  }))
  // The same block at three places is told once.
  .filter(({ key }) => !/^(points\[\]|\{parameter\})\.rules\./.test(key))

it('docs/sites.md has each key of the schema, and no other', () => {
  expect(documented.map(({ key }) => key).toSorted()).toEqual(known.map(({ key }) => key).toSorted())
})

it.each(known)(
  'docs/sites.md says what is allowed for $key, and its default',
  ({ key, schema, required }) => {
    const row = documented.find((candidate) => candidate.key === key)
    const allowed = allowedBy(schema)
    if (allowed) expect(row?.allowed).toBe(allowed)
    expect(row?.default === 'required').toBe(required)
    if (schema.default !== undefined) expect(row?.default).toBe(String(schema.default))
  },
)

it.each(Object.entries(ruleDefaults))('docs/sites.md has the defaults of rules.%s', (rule, defaults) => {
  for (const [name, value] of Object.entries(defaults)) {
    expect(documented).toContainEqual(
      expect.objectContaining({ key: `rules.${rule}.${name}`, default: String(value) }),
    )
  }
})

function allowedBy(schema: Schema): string | undefined {
  const { anyOf, minimum, exclusiveMinimum, maximum } = schema
  if (anyOf) return anyOf.map((one) => (typeof one === 'object' ? allowedBy(one) : undefined)).join(', or ')
  if (schema.const !== undefined) return `\`${schema.const}\``
  if (schema.enum) return schema.enum.join(', ')
  if (schema.type !== 'number') return undefined
  if (minimum !== undefined) return maximum === undefined ? `${minimum} or more` : `${minimum} to ${maximum}`
  if (exclusiveMinimum === undefined) return undefined
  return maximum === undefined ? `above ${exclusiveMinimum}` : `above ${exclusiveMinimum}, to ${maximum}`
}
