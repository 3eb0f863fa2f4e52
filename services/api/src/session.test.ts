import { afterEach, describe, expect, it } from 'vitest'
import { adminToken, openParts } from './test-parts.ts'

type Parts = Awaited<ReturnType<typeof openParts>>
let parts: Parts
afterEach(() => parts.close())

const start = 1_795_000_000_000
let now = start
const clock = { now: () => now }

async function open(given: Parameters<typeof openParts>[0] = {}) {
  now = start
  parts = await openParts({ clock, ...given })
}

function signIn(token: string, headers: Record<string, string> = {}) {
  return parts.app.request('/session', {
    method: 'POST',
    body: JSON.stringify({ token }),
    headers: { 'content-type': 'application/json', ...headers },
  })
}

const cookieOf = (answer: Response) => answer.headers.get('set-cookie')?.split(';')[0] ?? ''

it('signs in with the token and works by a cookie that scripts cannot read', async () => {
  await open()
  const answer = await signIn(adminToken)
  expect(answer.status).toBe(204)
  expect(answer.headers.get('set-cookie')).toMatch(
    /^jernih_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/,
  )
  const cookie = cookieOf(answer)
  expect((await parts.app.request('/api/v1/sites', { headers: { cookie } })).status).toBe(200)
})

describe('who is signed in', () => {
  const whoAmI = async (headers: Record<string, string>) =>
    (await parts.app.request('/session', { headers })).json()

  it('is told with whether anybody has an account yet, so that the first can be made', async () => {
    await open()
    const cookie = cookieOf(await signIn(adminToken))
    const byAdminToken = {
      ...{ by: 'admin', role: 'administrator', kind: 'admin-token', username: null, name: 'admin' },
      ...{ secondFactor: false, peopleExist: false },
    }
    expect(await whoAmI({ cookie })).toEqual(byAdminToken)
    const siti = {
      username: 'siti',
      name: 'Siti Rahayu',
      role: 'viewer' as const,
      password: 'batik tulis 2026',
    }
    await parts.deps.accounts.create(siti)
    expect(await whoAmI({ cookie })).toEqual({ ...byAdminToken, peopleExist: true })
    const { username, password } = siti
    const answer = await parts.app.request('/session', {
      method: 'POST',
      body: JSON.stringify({ username, password }),
      headers: { 'content-type': 'application/json' },
    })
    expect(await whoAmI({ cookie: cookieOf(answer) })).toEqual({
      ...{ by: 'siti', role: 'viewer', kind: 'person', username: 'siti', name: 'Siti Rahayu' },
      ...{ secondFactor: false, peopleExist: true },
    })
  })

  it('may be a program', async () => {
    await open()
    expect(await whoAmI(await parts.as({ role: 'operator', name: 'logger' }))).toMatchObject({
      ...{ by: 'token:logger', kind: 'program', username: null, name: 'token:logger' },
    })
  })
})

it('has no session to end for a token, which writes no sign-out into the audit log then', async () => {
  await open()
  const answer = await parts.ask('/session', { method: 'DELETE' })
  expect(answer.status).toBe(409)
})

it('refuses a wrong token and sets no cookie', async () => {
  await open()
  const answer = await signIn('wrong')
  expect(answer.status).toBe(401)
  expect(answer.headers.get('set-cookie')).toBeNull()
})

it('ends a session at signing out, and one that nobody used for twelve hours', async () => {
  await open()
  const first = cookieOf(await signIn(adminToken))
  const second = cookieOf(await signIn(adminToken))
  const status = async (cookie: string) =>
    (await parts.app.request('/session', { headers: { cookie } })).status
  const origin = 'http://localhost'
  await parts.app.request('/session', { method: 'DELETE', headers: { cookie: first, origin } })
  expect(await status(first)).toBe(401)

  now += 11 * 3_600_000
  expect(await status(second)).toBe(200)
  now += 11 * 3_600_000
  expect(await status(second)).toBe(200)
  now += 12 * 3_600_000
  expect(await status(second)).toBe(401)
})

it('ends a session a month after its beginning, however often it is used', async () => {
  await open()
  const cookie = cookieOf(await signIn(adminToken))
  const status = async () => (await parts.app.request('/session', { headers: { cookie } })).status
  for (let halfDay = 1; halfDay < 60; halfDay++) {
    now += 12 * 3_600_000 - 1_000
    expect(await status()).toBe(200)
  }
  now += 12 * 3_600_000
  expect(await status()).toBe(401)
})

it.each([
  { story: 'from our own page', headers: { origin: 'http://localhost' }, status: 204 },
  { story: 'from another site', headers: { origin: 'http://evil.example' }, status: 403 },
  {
    story: 'from another site, as browsers tell it',
    headers: { 'sec-fetch-site': 'cross-site' },
    status: 403,
  },
  { story: 'from who knows where', headers: {}, status: 403 },
  {
    story: 'as JSON from another site',
    headers: { origin: 'http://evil.example', 'content-type': 'application/json' },
    status: 403,
  },
  {
    story: 'as JSON from who knows where',
    headers: { 'content-type': 'application/json' },
    status: 403,
  },
  {
    story: 'from our page behind a proxy that ends TLS',
    headers: { origin: 'https://localhost' },
    status: 204,
  },
  {
    story: 'from a page on another port',
    headers: { origin: 'http://localhost:8443' },
    status: 403,
  },
  { story: 'from no page at all', headers: { origin: 'null' }, status: 403 },
])('takes a change by cookie $story: $status', async ({ headers, status }) => {
  await open()
  const cookie = cookieOf(await signIn(adminToken))
  const answer = await parts.app.request('/session', {
    method: 'DELETE',
    headers: { cookie, ...(headers as Record<string, string>) },
  })
  expect(answer.status).toBe(status)
})

const evil = 'http://evil.example'
it.each([
  { story: 'a form', headers: { 'content-type': 'application/x-www-form-urlencoded', origin: evil } },
  { story: 'text', headers: { 'content-type': 'text/plain', origin: evil } },
  { story: 'JSON', headers: { 'content-type': 'application/json', origin: evil } },
  {
    story: 'JSON, as browsers tell it',
    headers: {
      'content-type': 'application/json',
      'sec-fetch-site': 'cross-site',
      origin: 'http://localhost',
    },
  },
  {
    story: 'JSON from another port',
    headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-site' },
  },
  { story: 'JSON from nowhere', headers: { 'content-type': 'application/json', origin: 'null' } },
])('R10: takes no POST of another page with $story, though the cookie came with it', async ({ headers }) => {
  await open()
  const cookie = cookieOf(await signIn(adminToken))
  const budi = { username: 'budi', name: 'Budi', role: 'administrator', password: 'a page made this up' }
  const answer = await parts.app.request('/api/v1/people', {
    method: 'POST',
    body: JSON.stringify(budi),
    headers: { cookie, ...(headers as Record<string, string>) },
  })
  expect(await answer.json()).toMatchObject({
    status: 403,
    detail: 'Changes in a session come from its own page',
  })
  expect(await parts.deps.accounts.list()).toEqual([])
})

it("takes no sign-in that another site's page makes", async () => {
  await open()
  const answer = await signIn(adminToken, { origin: 'http://evil.example' })
  expect(answer.status).toBe(403)
  expect(answer.headers.get('set-cookie')).toBeNull()
})

describe('the link that the station prints', () => {
  const code = 'a-code-of-random-letters'
  const follow = (of = code, method = 'GET') => parts.app.request(`/sign-in/${of}`, { method })
  const whoAmI = (cookie: string) => parts.app.request('/session', { headers: { cookie } })

  async function expectSpent(answer: Response) {
    expect(answer.status).toBe(303)
    expect(answer.headers.get('location')).toBe('/#spent-link')
    expect(answer.headers.get('set-cookie')).toBeNull()
  }

  it('signs in once, and leads to the screen in any case', async () => {
    await open({ signInCode: { code, expiresAt: start + 600_000 } })
    await parts.deps.accounts.create({
      username: 'siti',
      name: 'Siti',
      role: 'viewer',
      password: 'batik tulis 26',
    })
    await expectSpent(await follow('another-code'))
    const answer = await follow()
    expect(answer.status).toBe(303)
    expect(answer.headers.get('location')).toBe('/')
    expect((await whoAmI(cookieOf(answer))).status).toBe(200)
    await expectSpent(await follow())
  })

  it('R10: lets whoever follows it make the first administrator, who then needs neither link nor token', async () => {
    await open({ signInCode: { code, expiresAt: start + 600_000 } })
    const post = (path: string, body: object, headers: Record<string, string> = {}) =>
      parts.app.request(path, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json', ...headers },
      })
    const followed = await follow()
    expect(followed.headers.get('location')).toBe('/#/welcome')
    const link = { cookie: cookieOf(followed), origin: 'http://localhost' }
    const credentials = { username: 'siti', password: 'batik tulis 2026' }
    const siti = { ...credentials, name: 'Siti Rahayu', role: 'administrator' }
    expect((await post('/api/v1/people', siti, link)).status).toBe(201)
    const own = { cookie: cookieOf(await post('/session', credentials)), origin: 'http://localhost' }
    const budi = { ...siti, username: 'budi', role: 'viewer' }
    expect((await post('/api/v1/people', budi, own)).status).toBe(201)
    const { items } = (await (await parts.ask('/api/v1/audit')).json()) as { items: unknown[] }
    expect(items).toMatchObject([
      { act: 'POST /api/v1/people', by: 'siti', about: expect.stringContaining('budi, viewer') },
      { act: 'POST /session', by: 'siti' },
      { act: 'POST /api/v1/people', by: 'admin', about: expect.stringContaining('siti, administrator') },
      { act: 'GET /sign-in/:code', by: 'admin' },
    ])
  })

  it('signs nobody in after its time', async () => {
    await open({ signInCode: { code, expiresAt: start + 600_000 } })
    now += 600_000
    await expectSpent(await follow())
  })

  it('is not spent by whoever only looks where it leads', async () => {
    await open({ signInCode: { code, expiresAt: start + 600_000 } })
    const looked = await follow(code, 'HEAD')
    expect(looked.status).toBe(303)
    expect(looked.headers.get('set-cookie')).toBeNull()
    expect((await whoAmI(cookieOf(await follow()))).status).toBe(200)
  })
})

it.each([
  { proto: 'https', secure: true },
  { proto: 'https, http', secure: true },
  { proto: 'http', secure: false },
])('ties the cookie to TLS where a proxy says that the browser came by $proto: $secure', async (by) => {
  await open()
  const answer = await signIn(adminToken, { 'x-forwarded-proto': by.proto })
  expect(answer.headers.get('set-cookie')?.includes('Secure')).toBe(by.secure)
})
