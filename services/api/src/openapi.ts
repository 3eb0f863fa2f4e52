import type { OpenAPIHono } from '@hono/zod-openapi'
import type { ApiEnv } from './guard.ts'
import { sessionCookie } from './guard.ts'

/** OpenAPI 3.1 of every call, from the very schemas that check it. */
export function describeApi(app: OpenAPIHono<ApiEnv>): object {
  app.openAPIRegistry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    description: 'The admin token, or one from POST /api/v1/tokens',
  })
  app.openAPIRegistry.registerComponent('securitySchemes', 'session', {
    type: 'apiKey',
    in: 'cookie',
    name: sessionCookie,
    description: "The screen's session, from POST /session",
  })
  return app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Jernih',
      version: '0.1.0',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
      description:
        'Readings, limits and alarms of wastewater treatment plants. Times are answered in RFC 3339 in the zone of their ' +
        'site, and asked for in RFC 3339 or Unix milliseconds. Errors are problem details (RFC 9457). A site that ' +
        'no file names, and of which nothing is kept, is 404 wherever it is asked for.',
    },
  })
}
