import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openParts } from './test-parts.ts'

const siti = { username: 'siti', name: 'Siti Rahayu', role: 'officer', password: 'batik tulis 2026' }
const origin = 'http://localhost'
let parts: Awaited<ReturnType<typeof openParts>>
let id: string
beforeEach(async () => {
  parts = await openParts()
  const made = await parts.ask('/api/v1/people', asJson('POST', siti))
  id = ((await made.json()) as { id: string }).id
})
afterEach(() => parts.close())

function asJson(method: string, body: object) {
  return { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
}
function signIn(given: { password?: string; code?: string; from?: string } = {}) {
  const { from = '10.0.0.7', password = siti.password, ...code } = given
  const incoming = { socket: { remoteAddress: from } }
  const asked = asJson('POST', { username: siti.username, password, ...code })
  return parts.app.request('/session', asked, { incoming })
}
const cookieOf = (answer: Response) => answer.headers.get('set-cookie')?.split(';')[0] ?? ''
const status = async (cookie: string) => (await parts.app.request('/session', { headers: { cookie } })).status

async function ask(cookie: string, method: string, body: object, path = '') {
  const asked = asJson(method, body)
  const headers = { ...asked.headers, cookie, origin }
  return parts.app.request(`/session/second-factor${path}`, { ...asked, headers })
}
const { password } = siti
/** The codes that fit, in turn, are 100000, 100001 and so on; the first one is spent here. */
async function enrol(): Promise<string> {
  const cookie = cookieOf(await signIn())
  await ask(cookie, 'POST', { password })
  return cookieOf(await ask(cookie, 'PUT', { password, code: '100000' }))
}

const problem = (type: string) => ({ status: 401, type: `urn:jernih:problem:${type}` })

it('asks for a code once the secret was confirmed, and ends all sessions that came without', async () => {
  const [here, elsewhere] = [cookieOf(await signIn()), cookieOf(await signIn())]
  const begun = await ask(here, 'POST', { password })
  expect(begun.status).toBe(201)
  expect(await begun.json()).toEqual({ secret: 'SECRET', uri: 'otpauth://totp/SECRET' })
  expect((await signIn()).status).toBe(204)
  const wrong = await ask(here, 'PUT', { password, code: '999999' })
  expect(await wrong.json()).toMatchObject({ ...problem('totp-wrong'), status: 403 })
  const confirmed = await ask(here, 'PUT', { password, code: '100000' })
  expect(await confirmed.json()).toEqual({ recoveryCodes: ['RECOVERY'] })
  expect([await status(here), await status(elsewhere), await status(cookieOf(confirmed))]).toEqual([
    401, 401, 200,
  ])
  const asked = await signIn()
  expect(asked.headers.get('set-cookie')).toBeNull()
  expect(await asked.json()).toMatchObject(problem('totp-required'))
  const answer = await signIn({ code: '100001' })
  expect([answer.status, await status(cookieOf(answer))]).toEqual([204, 200])
  const person = await parts.ask(`/api/v1/people/${id}`)
  expect(await person.json()).toMatchObject({ secondFactor: true })
})

it('R10: tells nobody that a code is wanted before the password is right', async () => {
  await enrol()
  for (const code of [undefined, '100001']) {
    const answer = await signIn({ password: 'guess', ...(code && { code }) })
    expect(await answer.json()).toMatchObject(problem('not-signed-in'))
  }
  expect((await signIn({ code: '100001' })).status).toBe(204)
})

describe('R10: whoever guesses a code', () => {
  it('with the right password is locked out as with a wrong one, and asking for none helps nobody', async () => {
    await enrol()
    for (let n = 0; n < 10; n++) {
      expect(await (await signIn({ code: '999999' })).json()).toMatchObject(problem('totp-wrong'))
      if (n < 9) expect(await (await signIn()).json()).toMatchObject(problem('totp-required'))
    }
    const locked = await signIn({ code: '100001' })
    expect([locked.status, locked.headers.get('retry-after')]).toEqual([429, '900'])
  })

  it('from many addresses locks the name', async () => {
    await enrol()
    for (let n = 0; n < 50; n++) await signIn({ code: '999999', from: `10.0.1.${n}` })
    expect((await signIn({ code: '100001', from: '10.0.0.9' })).status).toBe(429)
  })

  it('is in the audit log, and so is every change of a second factor, without a code or a secret', async () => {
    const cookie = await enrol()
    await signIn()
    await signIn({ code: '999999' })
    await signIn({ code: '100001' })
    await ask(cookie, 'POST', { password: 'guess' }, '/remove')
    await ask(cookie, 'POST', { password, code: '100002' }, '/remove')
    const text = await (await parts.ask('/api/v1/audit')).text()
    const change = { by: 'siti', role: 'officer' }
    expect(JSON.parse(text).items).toMatchObject([
      { act: 'POST /session/second-factor/remove', ...change, outcome: 'done' },
      { act: 'POST /session/second-factor/remove', ...change, outcome: 'refused' },
      { act: 'POST /session', ...change, outcome: 'done' },
      { act: 'POST /session', by: null, about: 'siti: wrong code', outcome: 'refused' },
      { act: 'POST /session', by: null, about: 'siti: the code is still to come', outcome: 'refused' },
      { act: 'PUT /session/second-factor', ...change, outcome: 'done' },
      { act: 'POST /session/second-factor', ...change, outcome: 'done' },
      { act: 'POST /session', ...change, outcome: 'done' },
      { act: 'POST /api/v1/people', by: 'admin' },
    ])
    for (const secret of ['SECRET', 'RECOVERY', '999999', '10000', password])
      expect(text).not.toContain(secret)
  })
})

it('wants the present password for every step, and counts wrong ones', async () => {
  const cookie = cookieOf(await signIn())
  expect((await ask(cookie, 'POST', { password: 'guess' })).status).toBe(403)
  expect((await ask(cookie, 'PUT', { password, code: '100000' })).status).toBe(409)
  await ask(cookie, 'POST', { password })
  expect((await ask(cookie, 'PUT', { password: 'guess', code: '100000' })).status).toBe(403)
  const again = await enrol()
  expect((await ask(again, 'POST', { password })).status).toBe(409)
  for (let n = 0; n < 10; n++) {
    expect((await ask(again, 'POST', { password: 'guess' }, '/remove')).status).toBe(403)
  }
  expect((await ask(again, 'POST', { password }, '/remove')).status).toBe(429)
  expect(await status(again)).toBe(200)
})

it.each([
  { story: 'another role', change: { role: 'viewer' } },
  { story: 'another password', change: { password: 'known to her alone' } },
])('R10: lets nobody in who got $story while their code was looked at', async ({ change }) => {
  await enrol()
  const { accept } = parts.deps.secondFactors
  parts.deps.secondFactors.accept = async (person, code) => {
    const isGood = await accept(person, code)
    await parts.ask(`/api/v1/people/${id}`, asJson('PATCH', change))
    return isGood
  }
  const answer = await signIn({ code: '100001' })
  expect([answer.status, answer.headers.get('set-cookie')]).toEqual([401, null])
})

it('R10: gives nobody back a role that they lost while their secret was taken up', async () => {
  const cookie = cookieOf(await signIn())
  await ask(cookie, 'POST', { password })
  const { confirm } = parts.deps.secondFactors
  parts.deps.secondFactors.confirm = async (person, code) => {
    await parts.ask(`/api/v1/people/${id}`, asJson('PATCH', { role: 'viewer' }))
    return confirm(person, code)
  }
  const answer = await ask(cookie, 'PUT', { password, code: '100000' })
  expect(await answer.json()).toEqual({ recoveryCodes: ['RECOVERY'] })
  expect([answer.headers.get('set-cookie'), await status(cookie)]).toEqual([null, 401])
})

it.each([
  { story: 'without a code', given: {}, type: 'totp-required' },
  { story: 'with a wrong one', given: { code: '999999' }, type: 'totp-wrong' },
])('R10: is not removed by who has a session and the password, $story', async ({ given, type }) => {
  const cookie = await enrol()
  const answer = await ask(cookie, 'POST', { password, ...given }, '/remove')
  expect(await answer.json()).toMatchObject({ ...problem(type), status: 403 })
  expect(await status(cookie)).toBe(200)
  expect(await (await signIn()).json()).toMatchObject(problem('totp-required'))
})

it('asks for the password alone again once it is removed', async () => {
  const cookie = await enrol()
  expect((await ask(cookie, 'POST', { password, code: '100001' }, '/remove')).status).toBe(204)
  expect((await ask(cookie, 'POST', { password }, '/remove')).status).toBe(404)
  expect([await status(cookie), (await signIn()).status]).toEqual([200, 204])
})

it('is removed by an administrator too, which ends the sessions', async () => {
  const cookie = await enrol()
  const remove = () => parts.ask(`/api/v1/people/${id}/second-factor`, { method: 'DELETE' })
  expect((await remove()).status).toBe(204)
  expect([await status(cookie), (await signIn()).status, (await remove()).status]).toEqual([401, 204, 404])
})

it('is for people alone: the admin token and programs have no password', async () => {
  for (const headers of [{}, await parts.as({ role: 'viewer' })]) {
    const asked = asJson('POST', { password })
    const answer = await parts.ask('/session/second-factor', {
      ...asked,
      headers: { ...asked.headers, ...headers },
    })
    expect(answer.status).toBe(409)
  }
})
