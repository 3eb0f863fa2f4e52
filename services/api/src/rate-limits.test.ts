import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Problem } from './problem.ts'
import type { RateLimits } from './rate-limits.ts'
import { adminToken, bearer, openParts } from './test-parts.ts'

type Parts = Awaited<ReturnType<typeof openParts>>
let parts: Parts
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] })
})
afterEach(async () => {
  vi.useRealTimers()
  await parts.close()
})

async function open(rateLimits: Partial<RateLimits>) {
  parts = await openParts({ rateLimits })
}

/** Asks as somebody at this address would, over a real server. */
async function ask(path: string, { from = '10.0.0.7', ...init }: RequestInit & { from?: string } = {}) {
  const incoming = { socket: { remoteAddress: from } }
  const answer = await parts.app.request(path, init, { incoming })
  if (answer.status !== 429) await answer.body?.cancel()
  return answer
}

const signedIn = (token = adminToken) => ({ headers: { authorization: `Bearer ${token}` } })
const signIn = (token: string, from?: string) =>
  ask('/session', {
    method: 'POST',
    body: JSON.stringify({ token }),
    headers: { 'content-type': 'application/json' },
    ...(from ? { from } : {}),
  })

async function statuses(times: number, call: () => Promise<Response>): Promise<number[]> {
  const all: number[] = []
  for (let n = 0; n < times; n++) all.push((await call()).status)
  return all
}

describe('R9: more calls than a minute is for', () => {
  it('says when to come again, as a problem, and lets one in then', async () => {
    await open({ callsPerMinute: 3 })
    const sites = () => ask('/api/v1/sites', signedIn())
    // The first one shows that the token is good.
    expect(await statuses(4, sites)).toEqual([200, 200, 200, 200])
    const refused = await sites()
    expect(refused.status).toBe(429)
    expect(refused.headers.get('content-type')).toBe('application/problem+json')
    expect(Problem.parse(await refused.json())).toMatchObject({ type: 'urn:jernih:problem:too-many' })
    const seconds = Number(refused.headers.get('retry-after'))
    expect(seconds).toBeGreaterThan(0)
    expect(seconds).toBeLessThanOrEqual(60)
    vi.advanceTimersByTime(seconds * 1_000)
    expect((await sites()).status).toBe(200)
  })

  it('counts one token as one, however its header is spelled', async () => {
    await open({ callsPerMinute: 2 })
    const spelled = (header: string) => () => ask('/api/v1/sites', { headers: { authorization: header } })
    const spellings = [`Bearer ${adminToken}`, `bearer ${adminToken}`, `BEARER   ${adminToken}  `]
    const all: number[] = []
    for (const header of spellings) all.push(...(await statuses(2, spelled(header))))
    expect(all).toEqual([200, 200, 200, 429, 429, 429])
  })

  it('counts strangers by address, and none of them against who has credentials', async () => {
    await open({ strangerCallsPerMinute: 3 })
    expect((await ask('/api/v1/sites', signedIn())).status).toBe(200)
    expect(await statuses(3, () => ask('/'))).toEqual([200, 200, 429])
    expect((await ask('/', { from: '10.0.0.8' })).status).toBe(200)
    expect((await ask('/api/v1/sites', signedIn())).status).toBe(200)
  })

  it('keeps nobody from seeing whether the station lives', async () => {
    await open({ strangerCallsPerMinute: 1 })
    expect(await statuses(3, () => ask('/healthz'))).toEqual([200, 200, 200])
    expect(await statuses(3, () => ask('/readyz'))).not.toContain(429)
  })
})

describe('R10: whoever guesses', () => {
  it.each([
    { story: 'bearer tokens', guess: () => ask('/api/v1/sites', signedIn('a-guess')) },
    { story: 'at the sign-in', guess: () => signIn('a-guess') },
  ])('$story may try no more from that address, not even the right one, for a while', async ({ guess }) => {
    await open({ refusalsPerMinute: 3 })
    expect(await statuses(6, guess)).toEqual([401, 401, 401, 401, 429, 429])
    expect((await ask('/api/v1/sites', signedIn())).status).toBe(429)
    expect((await signIn(adminToken)).status).toBe(429)
    expect((await ask('/')).status).toBe(200)
    expect((await signIn(adminToken, '10.0.0.8')).status).toBe(204)

    vi.advanceTimersByTime(5 * 60_000)
    expect((await signIn(adminToken)).status).toBe(204)
  })

  it('locks out nobody whose credentials were good from that address before', async () => {
    await open({ refusalsPerMinute: 3 })
    const cookie = (await signIn(adminToken)).headers.get('set-cookie')?.split(';')[0] ?? ''
    const whoAmI = () => ask('/session', { headers: { cookie } })
    const sites = () => ask('/api/v1/sites', signedIn())
    expect([(await whoAmI()).status, (await sites()).status]).toEqual([200, 200])
    await statuses(5, () => signIn('a-guess'))
    expect((await signIn(adminToken)).status).toBe(429)
    expect([(await whoAmI()).status, (await sites()).status]).toEqual([200, 200])
    expect((await ask('/api/v1/sites', { ...signedIn(), from: '10.0.0.8' })).status).toBe(200)
  })

  it.each([
    { story: 'names and passwords', path: '/session', body: { username: 'siti', password: 'a-guess' } },
    { story: 'codes of devices', path: '/api/v1/claims/redeem', body: { code: '7K3QM-0ZD4X-9HTVB' } },
  ])('may try no more $story for a while, though a good token goes with them', async ({ path, body }) => {
    await open({ refusalsPerMinute: 3 })
    const viewer = await parts.as({ role: 'viewer' })
    expect((await ask('/api/v1/sites', { headers: viewer })).status).toBe(200)
    const guess = () =>
      ask(path, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { ...viewer, 'content-type': 'application/json' },
      })
    expect(await statuses(6, guess)).toEqual([401, 401, 401, 401, 429, 429])
    expect((await ask('/api/v1/sites', { headers: viewer })).status).toBe(200)
  })

  it('takes a session that ended for no guess', async () => {
    await open({ refusalsPerMinute: 2 })
    const old = { headers: { cookie: 'jernih_session=from-before-a-restart' } }
    expect(await statuses(5, () => ask('/session', old))).toEqual([401, 401, 401, 401, 401])
    expect((await signIn(adminToken)).status).toBe(204)
  })

  it('cannot change address by a header, unless it is one of our proxies that says so', async () => {
    await open({ refusalsPerMinute: 2, proxies: ['127.0.0.1'] })
    let n = 0
    const guessFrom = (from: string) => () =>
      ask('/api/v1/sites', {
        from,
        headers: { authorization: 'Bearer a-guess', 'x-forwarded-for': `10.1.0.${n++}` },
      })
    expect(await statuses(4, guessFrom('10.0.0.7'))).toEqual([401, 401, 401, 429])
    expect(await statuses(4, guessFrom('127.0.0.1'))).toEqual([401, 401, 401, 401])
  })
})

it('lets a script make accounts for a thousand sensors as fast as it can', async () => {
  await open({})
  const init = {
    method: 'POST',
    body: '{"site":"mojokerto-batik","point":"outlet"}',
    headers: { ...bearer, 'content-type': 'application/json' },
  }
  expect(new Set(await statuses(1_000, () => ask('/api/v1/devices', init)))).toEqual(new Set([201]))
})
