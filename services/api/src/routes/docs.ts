import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Hono } from 'hono'
import type { ApiEnv } from '../guard.ts'

/** Swagger UI from the package on disk: nothing is fetched from elsewhere. */
const assets: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
}

const html = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Jernih API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs/swagger-ui.css">
<main id="docs"></main>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</html>
`

const start = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#docs', deepLinking: true, validatorUrl: null })
`

/** The description is made when it is first asked for. */
export function docsRoutes(describe: () => object) {
  let description: object | undefined
  const folder = dirname(fileURLToPath(import.meta.resolve('swagger-ui-dist/package.json')))
  return new Hono<ApiEnv>()
    .get('/openapi.json', (c) => {
      description ??= describe()
      return c.json(description)
    })
    .get('/docs', (c) => c.html(html))
    .get('/docs/:file', async (c) => {
      const name = c.req.param('file')
      if (name === 'start.js') return c.body(start, 200, { 'content-type': 'text/javascript; charset=utf-8' })
      const type = Object.hasOwn(assets, name) ? assets[name] : undefined
      if (type === undefined) return c.notFound()
      return c.body(await readFile(join(folder, name)), 200, {
        'content-type': type,
        'cache-control': 'private, max-age=3600',
      })
    })
}
