import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { Hono } from 'hono'
import type { ApiDeps } from '../deps.ts'
import type { ApiEnv } from '../guard.ts'
import { answerProblem } from '../problem.ts'

/** Where the screen's files are served: the document, what it loads, and the worker that keeps it for an installed app. */
export const pagePaths = ['/', '/sw.js', '/page/:file'] as const

/** A file that is named after its content never changes. */
const isNamedAfterContent = /-[\w-]{8}\.\w+$/
const forEver = 'public, max-age=31536000, immutable'

/** The screen's files, compressed once. The document is asked for anew each time and answered 304 while it is the same. */
export function pageRoutes({ page, log }: Pick<ApiDeps, 'page' | 'log'>) {
  const made = new Map<string, Made>()

  async function fileAt(path: string): Promise<Made | null> {
    const known = made.get(path)
    if (known) return known
    const file = await page.file(path)
    if (!file) return null
    const answer = await make(path, file)
    made.set(path, answer)
    return answer
  }

  const app = new Hono<ApiEnv>()
  for (const path of pagePaths) {
    app.get(path, async (c) => {
      const file = await fileAt(c.req.path)
      if (!file) return c.notFound()
      if (c.req.header('if-none-match') === file.headers.etag) return c.body(null, 304, file.headers)
      if (!/\bgzip\b/.test(c.req.header('accept-encoding') ?? '')) return c.body(file.body, 200, file.headers)
      return c.body(file.compressed, 200, { ...file.headers, 'content-encoding': 'gzip' })
    })
  }
  return app.onError((error, c) => {
    log.error({ error }, 'the screen cannot be shown')
    return answerProblem(c, 503, 'The screen cannot be shown; readings are taken in all the same')
  })
}

type Made = Awaited<ReturnType<typeof make>>

async function make(path: string, { type, body }: { type: string; body: Uint8Array<ArrayBuffer> }) {
  const etag = `"${createHash('sha256').update(body).digest('base64url')}"`
  const caching = isNamedAfterContent.test(path) ? forEver : 'no-cache'
  return {
    body,
    compressed: new Uint8Array(await promisify(gzip)(body)),
    headers: { 'content-type': type, 'cache-control': caching, vary: 'accept-encoding', etag },
  }
}
