import type { MiddlewareHandler } from 'hono'
import { compress } from 'hono/compress'

/**
 * Gzips what is read as JSON, for phones on weak links. Never the event stream, which must leave at once, and no answer to a POST, which
 * may hold a secret beside what the caller chose.
 */
export function compressAnswers(): MiddlewareHandler {
  const gzip = compress({ encoding: 'gzip', contentTypeFilter: /^application\/json/ })
  return async (c, next) => {
    if (c.req.method !== 'GET') return next()
    return gzip(c, next)
  }
}
