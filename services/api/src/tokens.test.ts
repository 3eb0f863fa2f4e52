import { afterEach, beforeEach, expect, it } from 'vitest'
import { alarm, openParts, raised, site } from './test-parts.ts'

const start = 1_795_000_000_000
let now: number
let parts: Awaited<ReturnType<typeof openParts>>
beforeEach(async () => {
  now = start
  parts = await openParts({ clock: { now: () => now } })
})
afterEach(() => parts.close())

const create = (token: object) =>
  parts.ask('/api/v1/tokens', {
    method: 'POST',
    body: JSON.stringify(token),
    headers: { 'content-type': 'application/json' },
  })
const lab = { name: 'lab', role: 'operator', expiresAt: start + 3_600_000 }
const status = async (token: string) =>
  (await parts.app.request('/api/v1/sites', { headers: { authorization: `Bearer ${token}` } })).status

it('makes a token, tells it once, and refuses it after its end or its revocation', async () => {
  const made = await create(lab)
  expect(made.status).toBe(201)
  const { token, id } = (await made.json()) as { token: string; id: string }
  const list = await (await parts.ask('/api/v1/tokens')).json()
  expect(list).toMatchObject([{ id, name: 'lab', role: 'operator', site: null, createdBy: 'admin' }])
  expect(JSON.stringify(list)).not.toContain(token)
  expect(await status(token)).toBe(200)

  now = lab.expiresAt
  expect(await status(token)).toBe(401)
  now = start
  expect((await parts.ask(`/api/v1/tokens/${id}`, { method: 'DELETE' })).status).toBe(204)
  expect(await status(token)).toBe(401)
  expect((await parts.ask(`/api/v1/tokens/${id}`, { method: 'DELETE' })).status).toBe(404)
})

it.each([
  ['an end in the past', { ...lab, expiresAt: start }, 409],
  ['an end beyond two years', { ...lab, expiresAt: start + 800 * 86_400_000 }, 409],
  ['no end', { name: 'lab', role: 'viewer' }, 400],
  ['a role that is none', { ...lab, role: 'root' }, 400],
  ['changes at one site alone', { ...lab, site }, 400],
  ['a site that is none', { ...lab, role: 'viewer', site: 'nowhere' }, 404],
])('makes no token with %s', async (_, token, refusal) => {
  expect((await create(token)).status).toBe(refusal)
  expect(await (await parts.ask('/api/v1/tokens')).json()).toEqual([])
})

it('puts the name of the token on what it does', async () => {
  const cod = alarm()
  parts.watch.step({ alarms: [raised(cod)] })
  const headers = await parts.as({ role: 'operator', name: 'shift-tablet' })
  const answer = await parts.app.request(`/api/v1/alarms/${cod.id}/acknowledge`, { method: 'POST', headers })
  expect(await answer.json()).toMatchObject({ acknowledgement: { by: 'token:shift-tablet' } })
})
