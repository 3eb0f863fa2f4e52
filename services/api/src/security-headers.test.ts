import { afterAll, beforeAll, expect, it } from 'vitest'
import { bearer, openParts } from './test-parts.ts'

let parts: Awaited<ReturnType<typeof openParts>>
beforeAll(async () => {
  parts = await openParts()
})
afterAll(() => parts.close())

it.each([
  { story: 'the page', path: '/', status: 200 },
  { story: 'what is open to anyone', path: '/healthz', status: 200 },
  { story: 'a refusal', path: '/api/v1/nothing', status: 404 },
  { story: 'a wrong method', path: '/api/v1/sites', method: 'PUT', status: 405 },
  { story: "the description's reader", path: '/docs', status: 200 },
  { story: 'a stream', path: '/api/v1/stream', status: 200 },
])('tells browsers on $story to trust nothing from elsewhere', async ({ path, method = 'GET', status }) => {
  const answer = await parts.ask(path, { method, headers: { origin: 'http://elsewhere.example' } })
  await answer.body?.cancel()
  expect(answer.status).toBe(status)
  const policy = Object.fromEntries(
    (answer.headers.get('content-security-policy') ?? '').split('; ').map((rule) => {
      const [name = '', ...sources] = rule.split(' ')
      return [name, sources.join(' ')]
    }),
  )
  expect(policy).toEqual({
    'default-src': "'none'",
    'script-src': "'self'",
    'style-src': "'self'",
    'img-src': "'self' data:",
    'connect-src': "'self'",
    'manifest-src': "'self'",
    'worker-src': "'self'",
    'form-action': "'self'",
    'base-uri': "'none'",
    'frame-ancestors': "'none'",
  })
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': expect.stringContaining('camera=()'),
  })
})

it.each([
  ...[
    '/metrics',
    '/readyz',
    '/session',
    '/openapi.json',
    '/sign-in/spent',
    '/api/v1/sites',
    '/api/v1/nothing',
  ],
])('has nobody keep a copy of what %s answers, or of its refusal', async (path) => {
  for (const headers of [bearer, { authorization: 'Bearer wrong' }]) {
    const answer = await parts.app.request(path, { headers })
    expect(answer.headers.get('cache-control'), `${path} ${answer.status}`).toBe('no-store')
  }
})

it('lets no other origin read an answer, nor ask whether it might', async () => {
  const headers = { origin: 'http://elsewhere.example', 'access-control-request-method': 'POST' }
  for (const method of ['GET', 'POST', 'OPTIONS']) {
    for (const answer of [
      await parts.ask('/api/v1/devices', { method, headers }),
      await parts.app.request('/', { method, headers }),
    ]) {
      const open = [...answer.headers.keys()].filter((name) => name.startsWith('access-control'))
      expect(open, `${method} ${answer.status}`).toEqual([])
    }
  }
})

it.each([
  { story: 'came by TLS through a proxy', url: '/', headers: { 'x-forwarded-proto': 'https' }, told: true },
  { story: 'came by TLS', url: 'https://jernih.example/', headers: {}, told: true },
  { story: 'came by plain HTTP', url: '/', headers: {}, told: false },
])('asks for TLS from now on of whoever $story: $told', async ({ url, headers, told }) => {
  const answer = await parts.app.request(url, { headers: headers as Record<string, string> })
  expect(answer.headers.has('strict-transport-security')).toBe(told)
})
