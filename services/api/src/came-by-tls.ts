import type { Context } from 'hono'

/** Whether the browser's way here is encrypted: the connection is, or the proxy before us says that its own was. */
export function cameByTls(c: Context): boolean {
  const forwarded = c.req.header('x-forwarded-proto')?.split(',')[0]?.trim()
  return (forwarded ?? new URL(c.req.url).protocol.slice(0, -1)) === 'https'
}
