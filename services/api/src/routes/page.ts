import { createHash } from 'node:crypto'
import { Hono } from 'hono'
import type { ApiEnv } from '../guard.ts'
import type { PagePort } from '../ports.ts'

/** The screen's files. Each is asked for anew and answered 304 while it is the same. */
export function pageRoutes(page: PagePort) {
  const made = new Map<string, ReturnType<typeof make>>()

  function fileAt(path: string) {
    const known = made.get(path)
    if (known) return known
    const file = page.files.get(path)
    if (!file) return undefined
    const answer = make(file)
    made.set(path, answer)
    return answer
  }

  const app = new Hono<ApiEnv>()
  for (const path of ['/', '/page/:file'] as const) {
    app.get(path, (c) => {
      const file = fileAt(c.req.path)
      if (!file) return c.notFound()
      if (c.req.header('if-none-match') === file.headers.etag) return c.body(null, 304, file.headers)
      return c.body(file.body, 200, file.headers)
    })
  }
  return app
}

function make({ type, body: read }: { type: string; body(): string }) {
  const body = read()
  const etag = `"${createHash('sha256').update(body).digest('base64url')}"`
  return { body, headers: { 'content-type': type, 'cache-control': 'no-cache', etag } }
}
