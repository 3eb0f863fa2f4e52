import { afterEach, beforeEach, expect, it } from 'vitest'
import { adminToken, openParts } from './test-parts.ts'

const link = 'a-code-for-one-sign-in'
let parts: Awaited<ReturnType<typeof openParts>>
beforeEach(async () => {
  parts = await openParts({ signInCode: { code: link, expiresAt: Date.now() + 60_000 } })
})
afterEach(() => parts.close())

const incoming = { socket: { remoteAddress: '10.0.0.7' } }
const ask = (path: string, init: RequestInit) => parts.app.request(path, init, { incoming })
const post = (body: object) => ({
  method: 'POST',
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json' },
})
const as = (token: string) => ({ headers: { authorization: `Bearer ${token}` } })
const change = (body: object, { headers }: ReturnType<typeof as>) => {
  const asked = post(body)
  return ask('/api/v1/devices', { ...asked, headers: { ...asked.headers, ...headers } })
}
const audit = async (query = '') => (await (await parts.ask(`/api/v1/audit${query}`)).json()) as Page
interface Page {
  items: { act: string; about: string | null }[]
  next: string | null
}

it('tells every sign-in and every refusal, by whom and from where, and no secret', async () => {
  await ask('/session', post({ token: adminToken }))
  await ask('/session', post({ token: 'wrong-secret' }))
  await ask(`/sign-in/${link}`, {})
  await ask(`/sign-in/${link}`, {})
  await ask('/api/v1/sites', as('wrong-secret'))
  await ask('/api/v1/sites', {})
  const viewer = await parts.as({ role: 'viewer', name: 'lab' })
  await ask('/api/v1/rejected', { headers: viewer })
  const page = await audit()
  const admin = { by: 'admin', role: 'administrator' }
  expect(page.items).toMatchObject([
    { act: 'GET /api/v1/rejected', by: 'token:lab', role: 'viewer', status: 403, outcome: 'refused' },
    { act: 'GET /api/v1/sites', by: null, status: 401, outcome: 'refused' },
    { act: 'GET /sign-in/:code', by: null, outcome: 'refused' },
    { act: 'GET /sign-in/:code', ...admin, outcome: 'done' },
    { act: 'POST /session', by: null, status: 401, outcome: 'refused' },
    { act: 'POST /session', ...admin, status: 204, outcome: 'done', address: '10.0.0.7' },
  ])
  for (const secret of [adminToken, 'wrong-secret', link]) expect(JSON.stringify(page)).not.toContain(secret)
})

it('tells every change, what it made and what came of it, and no reading', async () => {
  const device = { site: 'mojokerto-batik', point: 'outlet' }
  const asJson = { ...post(device), headers: { ...post(device).headers, ...as(adminToken).headers } }
  const made = await ask('/api/v1/devices', asJson)
  await ask('/api/v1/devices', as(adminToken))
  await ask('/api/v1/devices/nothing-there', { method: 'DELETE', ...as(adminToken) })
  expect((await audit()).items).toMatchObject([
    { act: 'DELETE /api/v1/devices/nothing-there', by: 'admin', status: 404, outcome: 'failed' },
    { act: 'POST /api/v1/devices', about: made.headers.get('location'), status: 201, outcome: 'done' },
  ])
})

it.each([
  ['token', '/api/v1/tokens/jernih_sent-in-place-of-its-id'],
  ['code', '/api/v1/claims/7K3QM-0ZD4X-9HTVB'],
])('R10: keeps no %s that somebody sends in place of its id', async (_, path) => {
  const viewer = await parts.as({ role: 'viewer' })
  for (const headers of [as(adminToken).headers, viewer]) await ask(path, { method: 'DELETE', headers })
  const act = `DELETE ${path.slice(0, path.lastIndexOf('/'))}/:id`
  expect((await audit()).items).toMatchObject([
    { act, status: 403 },
    { act, status: 404 },
  ])
})

it('is read in pages', async () => {
  for (let n = 0; n < 3; n++) await ask(`/api/v1/devices/${n}`, { method: 'DELETE', ...as(adminToken) })
  const first = await audit('?limit=2')
  const second = await audit(`?limit=2&cursor=${first.next}`)
  const acts = [...first.items, ...second.items].map(({ act }) => act.at(-1))
  expect(acts).toEqual(['2', '1', '0'])
  expect(second.next).toBeNull()
})

it('R10: is not to be filled by whoever guesses: after ten refusals in a minute an address is written no more', async () => {
  for (let n = 0; n < 20; n++) await ask('/api/v1/sites', as(`guess-${n}`))
  const { items } = await audit()
  expect(items).toHaveLength(10)
  expect(items[0]?.about).toContain('further refusals from this address')
})

it.each([
  ['sign-ins that make no sense', () => ask('/session', post({}))],
  ['spent links', () => ask('/sign-in/spent', {})],
  ['what changes nothing, by somebody whom we know', () => change({}, as(adminToken))],
])('R10: is not to be filled with %s either', async (_, call) => {
  for (let n = 0; n < 20; n++) await call()
  expect((await audit()).items).toHaveLength(10)
})

it('R10: is not to be filled from many addresses: after a hundred refusals in a minute none is written', async () => {
  for (let n = 0; n < 120; n++) {
    const from = { incoming: { socket: { remoteAddress: `10.0.1.${n}` } } }
    await parts.app.request('/api/v1/sites', as('guess'), from)
  }
  const { items } = await audit('?limit=500')
  expect(items).toHaveLength(100)
  expect(items[0]?.about).toContain('further refusals from anywhere')
  await change({ site: 'mojokerto-batik', point: 'outlet' }, as(adminToken))
  expect((await audit('?limit=500')).items).toHaveLength(101)
})

it('R10: has no call that takes anything from it', async () => {
  for (const method of ['DELETE', 'PUT', 'PATCH', 'POST']) {
    expect((await ask('/api/v1/audit', { method, ...as(adminToken) })).status, method).toBe(405)
  }
})
