import type { Context } from 'hono'

/**
 * Whether the browser says that one of our own pages makes this call: the protection of a session against other sites' pages (CSRF),
 * beside its cookie's `SameSite`. `unsaid` where nothing in the call tells, as from a program that is no browser.
 */
export function fromOwnPage(c: Context): 'yes' | 'no' | 'unsaid' {
  const site = c.req.header('sec-fetch-site')
  if (site !== undefined) return site === 'same-origin' ? 'yes' : 'no'
  const origin = c.req.header('origin')
  if (origin === undefined) return 'unsaid'
  // By host: a proxy that ends TLS before us makes an https page's call an http one.
  return URL.canParse(origin) && new URL(origin).host === new URL(c.req.url).host ? 'yes' : 'no'
}
