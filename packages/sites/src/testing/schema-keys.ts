import { Site } from '@jernih/domain'
import { z } from 'zod'

export type Schema = z.core.JSONSchema.BaseSchema

/** `points[].parameters.{parameter}.rules`: a key that a site's file may have. */
export interface SchemaKey {
  key: string
  schema: Schema
  required: boolean
}

export function siteKeys(): SchemaKey[] {
  return [...keysOf(z.toJSONSchema(Site, { io: 'input' }), '')]
}

function* keysOf(schema: Schema, key: string, required = true): Generator<SchemaKey> {
  const { properties, items, additionalProperties } = schema
  if (properties) {
    for (const [name, value] of Object.entries(properties)) {
      if (typeof value !== 'object') continue
      yield* keysOf(value, key ? `${key}.${name}` : name, schema.required?.includes(name) ?? false)
    }
  } else if (items && typeof items === 'object' && !Array.isArray(items)) {
    yield* keysOf(items, `${key}[]`)
  } else if (additionalProperties && typeof additionalProperties === 'object') {
    yield { key, schema, required }
    yield* keysOf(additionalProperties, `${key}.{parameter}`)
  } else {
    yield { key, schema, required }
  }
}
