import { afterEach, expect, it } from 'vitest'
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

function signIn(token: string) {
  return parts.app.request('/session', {
    method: 'POST',
    body: JSON.stringify({ token }),
    headers: { 'content-type': 'application/json' },
  })
}

const cookieOf = (answer: Response) => answer.headers.get('set-cookie')?.split(';')[0] ?? ''

it('signs in with the token and works by a cookie that scripts cannot read', async () => {
  await open()
  const answer = await signIn(adminToken)
  expect(answer.status).toBe(204)
  expect(answer.headers.get('set-cookie')).toMatch(
    /^jernih_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/,
  )
  const cookie = cookieOf(answer)
  expect((await parts.app.request('/api/v1/sites', { headers: { cookie } })).status).toBe(200)
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

it.each([
  { story: 'from our own page', headers: { origin: 'http://localhost' }, status: 204 },
  { story: 'from another site', headers: { origin: 'http://evil.example' }, status: 403 },
  {
    story: 'from another site, as browsers tell it',
    headers: { 'sec-fetch-site': 'cross-site' },
    status: 403,
  },
  { story: 'from who knows where', headers: {}, status: 403 },
])('takes a change by cookie $story: $status', async ({ headers, status }) => {
  await open()
  const cookie = cookieOf(await signIn(adminToken))
  const answer = await parts.app.request('/session', {
    method: 'DELETE',
    headers: { cookie, ...(headers as Record<string, string>) },
  })
  expect(answer.status).toBe(status)
})

it('signs in once by the link that the station prints, and not after its time', async () => {
  await open({ signInCode: { code: 'a-code-of-random-letters', expiresAt: start + 600_000 } })
  expect((await parts.app.request('/sign-in/another-code')).status).toBe(401)
  const answer = await parts.app.request('/sign-in/a-code-of-random-letters')
  expect(answer.status).toBe(303)
  expect(answer.headers.get('location')).toBe('/')
  expect((await parts.app.request('/session', { headers: { cookie: cookieOf(answer) } })).status).toBe(200)
  expect((await parts.app.request('/sign-in/a-code-of-random-letters')).status).toBe(401)
  await parts.close()

  await open({ signInCode: { code: 'a-code-of-random-letters', expiresAt: start + 600_000 } })
  now += 600_000
  expect((await parts.app.request('/sign-in/a-code-of-random-letters')).status).toBe(401)
})
