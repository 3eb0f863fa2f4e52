import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { formatOpenApi, openApiFile } from './openapi-file.ts'

it('docs/openapi.json says what the code does; if not: pnpm --filter @jernih/api openapi', async () => {
  expect(await readFile(openApiFile, 'utf8')).toBe(formatOpenApi())
})

it('describes every call that takes or gives JSON with a schema, and its refusals as problems', () => {
  const { paths } = JSON.parse(formatOpenApi()) as { paths: Record<string, Record<string, Described>> }
  for (const [path, calls] of Object.entries(paths)) {
    for (const [method, { summary, responses }] of Object.entries(calls)) {
      expect(summary, `${method} ${path}`).toBeTruthy()
      for (const [status, { content }] of Object.entries(responses)) {
        if (Number(status) < 400 || path === '/readyz') continue
        expect(Object.keys(content ?? {}), `${method} ${path} ${status}`).toEqual([
          'application/problem+json',
        ])
      }
    }
  }
})

it('joins no two closed objects: an answer that fits both there is none', () => {
  const { components } = JSON.parse(formatOpenApi()) as { components: { schemas: Record<string, object> } }
  const joined = Object.entries(components.schemas).filter(([, schema]) => 'allOf' in schema)
  expect(joined.map(([name]) => name)).toEqual([])
})

interface Described {
  summary?: string
  responses: Record<string, { content?: object }>
}
