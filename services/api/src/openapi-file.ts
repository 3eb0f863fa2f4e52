import { fileURLToPath } from 'node:url'
import { Registry } from 'prom-client'
import { createApp } from './app.ts'
import type { ApiDeps } from './deps.ts'
import type { Inside } from './inside.ts'
import { describeApi } from './openapi.ts'

/** Where the description is kept for those who have no station running. */
export const openApiFile = fileURLToPath(new URL('../../../docs/openapi.json', import.meta.url))

/** The file's text. Describing the calls asks none of the parts behind them, so none are there, whatever their types say. */
export function formatOpenApi(): string {
  const noParts = { metrics: new Registry(), page: {} } as unknown as ApiDeps
  const nothing = {} as unknown as Inside
  return `${JSON.stringify(describeApi(createApp(noParts, nothing)), null, 2)}\n`
}
