import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { alarm, openParts, raised } from './test-parts.ts'

const siti = { username: 'siti', name: 'Siti Rahayu', role: 'operator', password: 'batik tulis 2026' }
const origin = 'http://localhost'
let parts: Awaited<ReturnType<typeof openParts>>
beforeEach(async () => {
  parts = await openParts()
})
afterEach(async () => {
  vi.useRealTimers()
  await parts.close()
})

const asJson = (method: string, body: object) => ({
  method,
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json' },
})
const create = (person: object = siti) => parts.ask('/api/v1/people', asJson('POST', person))
const idOf = async (answer: Response) => ((await answer.json()) as { id: string }).id

function signIn({ username = siti.username, password = siti.password, from = '10.0.0.7' } = {}) {
  const incoming = { socket: { remoteAddress: from } }
  return parts.app.request('/session', asJson('POST', { username, password }), { incoming })
}
const cookieOf = (answer: Response) => answer.headers.get('set-cookie')?.split(';')[0] ?? ''
const status = async (cookie: string) => (await parts.app.request('/session', { headers: { cookie } })).status
const statuses = async (times: number, call: () => Response | Promise<Response>) => {
  const all: number[] = []
  for (let n = 0; n < times; n++) all.push((await call()).status)
  return all
}

it('signs a person in, who then may what their role may, and acts under their own name', async () => {
  const cod = alarm()
  parts.watch.step({ alarms: [raised(cod)] })
  const made = await create()
  expect(made.status).toBe(201)
  expect(JSON.stringify(await made.json())).not.toContain(siti.password)
  const cookie = cookieOf(await signIn({ username: ' Siti' }))
  const headers = { cookie, origin }
  const session = await parts.app.request('/session', { headers })
  expect(await session.json()).toMatchObject({ by: 'siti', role: 'operator', kind: 'person' })
  const answer = await parts.app.request(`/api/v1/alarms/${cod.id}/acknowledge`, { method: 'POST', headers })
  expect(await answer.json()).toMatchObject({ acknowledgement: { by: 'siti' } })
  expect((await parts.app.request('/api/v1/people', { headers })).status).toBe(403)
})

it.each([
  ['another role', { role: 'viewer' }],
  ['another password', { password: 'something else 12' }],
])('ends a person’s sessions with %s', async (_, change) => {
  const id = await idOf(await create())
  const cookie = cookieOf(await signIn())
  expect((await parts.ask(`/api/v1/people/${id}`, asJson('PATCH', { name: 'Siti R.' }))).status).toBe(200)
  expect(await status(cookie)).toBe(200)
  const changed = await parts.ask(`/api/v1/people/${id}`, asJson('PATCH', change))
  expect(changed.status).toBe(200)
  expect(await status(cookie)).toBe(401)
})

it('R10: ends the account and the sessions of whoever is removed, and of nobody else', async () => {
  const id = await idOf(await create())
  await create({ ...siti, username: 'budi' })
  const [gone, stays] = [cookieOf(await signIn()), cookieOf(await signIn({ username: 'budi' }))]
  expect((await parts.ask(`/api/v1/people/${id}`, { method: 'DELETE' })).status).toBe(204)
  expect([await status(gone), await status(stays)]).toEqual([401, 200])
  expect((await signIn()).status).toBe(401)
  expect((await parts.ask(`/api/v1/people/${id}`)).status).toBe(404)
})

it.each([
  { story: 'was removed', now: null, answers: 401 },
  { story: 'lost their role', now: 'viewer', answers: 204 },
] as const)(
  'R10: gives nobody back what they had who $story while their new password was made',
  async (given) => {
    await create()
    const cookie = cookieOf(await signIn())
    const { accounts } = parts.deps
    const { change } = accounts
    accounts.change = async (id, to) => {
      const person = await change(id, to)
      return person && given.now && { ...person, role: given.now }
    }
    const asked = asJson('PUT', { password: siti.password, newPassword: 'known to her alone' })
    const answer = await parts.app.request('/session/password', {
      ...asked,
      headers: { ...asked.headers, cookie, origin },
    })
    expect(answer.status).toBe(given.answers)
    expect(await status(cookie)).toBe(401)
    const session = await parts.app.request('/session', { headers: { cookie: cookieOf(answer) } })
    expect(await session.json()).toMatchObject(given.now ? { role: given.now } : { status: 401 })
  },
)

it('takes no try that nobody looked at for a wrong one', async () => {
  await create()
  const { accounts } = parts.deps
  const { verify } = accounts
  accounts.verify = async () => 'busy'
  expect(await statuses(12, signIn)).toEqual(Array(12).fill(503))
  accounts.verify = verify
  expect((await signIn()).status).toBe(204)
})

it('R9: looks at fifty sign-ins at once, and keeps nothing of the others', async () => {
  const looked = Promise.withResolvers<null>()
  let looks = 0
  parts.deps.accounts.verify = () => {
    looks++
    return looked.promise
  }
  const all = Array.from({ length: 60 }, (_, n) => signIn({ username: `nobody-${n}` }))
  const refused = await Promise.all(all.slice(50))
  expect(refused.map(({ status }) => status)).toEqual(Array(10).fill(503))
  expect(looks).toBe(50)
  looked.resolve(null)
  expect((await Promise.all(all.slice(0, 50))).every(({ status }) => status === 401)).toBe(true)
})

it('R10: keeps nobody out whose account signs in a thousand times', async () => {
  await create()
  await create({ ...siti, username: 'budi' })
  const budi = cookieOf(await signIn({ username: 'budi' }))
  const cookies: string[] = []
  for (let n = 0; n < 1_001; n++) cookies.push(cookieOf(await signIn({ from: `10.1.${n >> 8}.${n & 255}` })))
  expect(await status(budi)).toBe(200)
  expect(await Promise.all([cookies[0] ?? '', cookies.at(-1) ?? ''].map(status))).toEqual([401, 200])
})

it('lets a person change their own password with the present one, which ends their other sessions', async () => {
  await create()
  const [here, elsewhere] = [cookieOf(await signIn()), cookieOf(await signIn())]
  const change = (password: string, cookie = here) => {
    const asked = asJson('PUT', { password, newPassword: 'known to her alone' })
    const headers = { ...asked.headers, cookie, origin }
    return parts.app.request('/session/password', { ...asked, headers })
  }
  expect((await change('guess')).status).toBe(403)
  expect([await status(here), await status(elsewhere)]).toEqual([200, 200])
  const changed = await change(siti.password)
  expect(changed.status).toBe(204)
  const all = [here, elsewhere, cookieOf(changed)].map(status)
  expect(await Promise.all(all)).toEqual([401, 401, 200])
  expect((await signIn()).status).toBe(401)
  expect((await signIn({ password: 'known to her alone' })).status).toBe(204)
  const admin = asJson('PUT', { password: 'x', newPassword: 'known to her alone' })
  expect((await parts.ask('/session/password', admin)).status).toBe(409)
})

it.each([
  ['a short password', { ...siti, password: 'short' }, 400],
  ['a password with the name in it', { ...siti, password: 'my name is Siti' }, 400],
  ['the name of the admin token', { ...siti, username: 'admin' }, 400],
  ['the name of a token', { ...siti, username: 'token:lab' }, 400],
  ['a name that is taken', siti, 409],
])('makes no account with %s', async (_, person, refusal) => {
  await create()
  expect((await create(person)).status).toBe(refusal)
  expect(await (await parts.ask('/api/v1/people')).json()).toHaveLength(1)
})

it('takes no password with the name in it at any place where one is given', async () => {
  const id = await idOf(await create())
  const named = 'my name is SITI'
  const changed = await parts.ask(`/api/v1/people/${id}`, asJson('PATCH', { password: named }))
  const cookie = cookieOf(await signIn())
  const asked = asJson('PUT', { password: siti.password, newPassword: named })
  const headers = { ...asked.headers, cookie, origin }
  const own = await parts.app.request('/session/password', { ...asked, headers })
  const expected = 'expected a password without the username in it'
  expect([await changed.json(), await own.json()]).toMatchObject([
    { status: 400, errors: [{ path: 'json.password', expected }] },
    { status: 400, errors: [{ path: 'json.newPassword', expected }] },
  ])
  expect((await signIn()).status).toBe(204)
})

describe('R10: whoever guesses a person’s password', () => {
  it('hears the same for a wrong password, a wrong name, and after too many of either', async () => {
    await create()
    const wrong = await Promise.all([signIn({ password: 'guess' }), signIn({ username: 'nobody' })])
    const [password, name] = await Promise.all(wrong.map((answer) => answer.json()))
    expect(password).toEqual(name)
    expect(await statuses(9, () => signIn({ password: 'guess' }))).toEqual(Array(9).fill(401))
    expect(await statuses(9, () => signIn({ username: 'nobody' }))).toEqual(Array(9).fill(401))
    expect([await signIn({ password: 'guess' }), await signIn({ username: 'nobody' })]).toMatchObject([
      { status: 429 },
      { status: 429 },
    ])
  })

  it('is locked out though the password is right then, and let in again after a quarter of an hour', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] })
    await create()
    await statuses(11, () => signIn({ password: 'guess' }))
    const locked = await signIn()
    expect([locked.status, Number(locked.headers.get('retry-after'))]).toEqual([429, 900])
    expect((await signIn({ from: '10.0.0.8' })).status).toBe(204)
    vi.advanceTimersByTime(15 * 60_000)
    expect((await signIn()).status).toBe(204)
  })

  it('from many addresses locks the name, but not for whoever signed in from their own before', async () => {
    await create()
    expect((await signIn({ from: '10.0.0.1' })).status).toBe(204)
    for (let n = 0; n < 60; n++) await signIn({ password: 'guess', from: `10.0.1.${n}` })
    expect((await signIn({ from: '10.0.0.9' })).status).toBe(429)
    expect((await signIn({ from: '10.0.0.1' })).status).toBe(204)
  })

  it('is in the audit log with the name of the account, where there is one, and never with what was typed', async () => {
    await create()
    await signIn({ password: 'guess' })
    await signIn({ username: 'typed-a-password' })
    await signIn()
    const answer = await parts.ask('/api/v1/audit')
    const text = await answer.text()
    expect(JSON.parse(text).items).toMatchObject([
      { act: 'POST /session', by: 'siti', role: 'operator', outcome: 'done' },
      { act: 'POST /session', by: null, about: null, outcome: 'refused' },
      { act: 'POST /session', by: null, about: 'siti', outcome: 'refused' },
      { act: 'POST /api/v1/people', by: 'admin', outcome: 'done' },
    ])
    for (const typed of ['guess', 'typed-a-password', siti.password]) expect(text).not.toContain(typed)
  })
})
