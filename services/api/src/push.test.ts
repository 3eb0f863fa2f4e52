import { expect, it, onTestFinished } from 'vitest'
import type { ApiDeps } from './deps.ts'
import { openParts, site } from './test-parts.ts'

type Parts = Awaited<ReturnType<typeof openParts>>
const path = '/api/v1/push/subscriptions'
const password = 'batik tulis 2026'

async function opened(given: Partial<ApiDeps> = {}) {
  const parts = await openParts(given)
  onTestFinished(parts.close)
  return parts
}

/** Somebody who is signed in by their password. */
async function signedIn({ app, deps }: Parts, username: string) {
  await deps.accounts.create({ username, name: username, role: 'viewer', password })
  const headers = { 'content-type': 'application/json', origin: 'http://localhost' }
  const body = JSON.stringify({ username, password })
  const answer = await app.request('/session', { method: 'POST', headers, body })
  const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? ''
  const call = (method: string, at: string, given?: object) =>
    app.request(at, {
      ...{ method, headers: { ...headers, cookie } },
      ...(given && { body: JSON.stringify(given) }),
    })
  return {
    call,
    subscribe: (more: object = {}) => call('POST', path, { ...subscription, ...more }),
    own: async () => ((await (await call('GET', path)).json()) as { items: { id: string }[] }).items,
  }
}

/** As `PushSubscription.toJSON()` gives it, with what the browser wants. */
const subscription = {
  endpoint: 'https://fcm.googleapis.com/fcm/send/abc',
  expirationTime: null,
  keys: { p256dh: 'BCVx', auth: 'BTBZ' },
  ...{ language: 'id', leastPriority: 'high' },
}

it('tells a browser of alarms for whoever is signed in, until they end it', async () => {
  const parts = await opened()
  const siti = await signedIn(parts, 'siti')
  expect(await (await siti.call('GET', '/api/v1/push/key')).json()).toEqual({ key: 'a-key' })
  const made = await siti.subscribe({ sites: [site] })
  expect(made.status).toBe(201)
  const shown = await made.json()
  expect(shown).toMatchObject({ username: 'siti', service: 'fcm.googleapis.com', sites: [site] })
  expect(JSON.stringify(shown)).not.toMatch(/BCVx|BTBZ/)
  expect((await siti.subscribe({ leastPriority: 'low' })).status).toBe(200)
  const [{ id } = { id: '' }] = await siti.own()
  expect((await siti.call('DELETE', `${path}/${encodeURIComponent(id)}`)).status).toBe(204)
  expect(await siti.own()).toEqual([])
})

it("shows nobody another's, and lets nobody but administrators end it", async () => {
  const parts = await opened()
  const [siti, budi] = [await signedIn(parts, 'siti'), await signedIn(parts, 'budi')]
  await siti.subscribe()
  const [{ id } = { id: '' }] = await siti.own()
  expect(await budi.own()).toEqual([])
  expect((await budi.call('GET', `${path}?all=true`)).status).toBe(403)
  expect((await budi.call('DELETE', `${path}/${encodeURIComponent(id)}`)).status).toBe(404)
  const all = (await (await parts.ask(`${path}?all=true`)).json()) as { items: object[] }
  expect(all.items).toMatchObject([{ id, username: 'siti' }])
  expect((await parts.ask(`${path}/${encodeURIComponent(id)}`, { method: 'DELETE' })).status).toBe(204)
})

it('has nobody to tell for a token, which it says', async () => {
  const parts = await opened()
  const asked = { method: 'POST', body: JSON.stringify(subscription) }
  const answer = await parts.ask(path, { ...asked, headers: { 'content-type': 'application/json' } })
  expect(await answer.json()).toMatchObject({
    status: 409,
    detail: 'admin has no account: sign in as a person to be told here',
  })
})

it('names every mistake of a subscription, and keeps nothing of it', async () => {
  const complaints = [{ path: 'endpoint', expected: 'expected a push service' }]
  const parts = await opened({ push: { key: 'a-key', complaints: () => complaints } })
  const siti = await signedIn(parts, 'siti')
  const answer = await siti.subscribe({ sites: ['nowhere'] })
  expect(await answer.json()).toMatchObject({
    status: 400,
    errors: [
      { path: 'json.endpoint', expected: 'expected a push service' },
      { path: 'json.sites.0', expected: 'expected a site that there is' },
    ],
  })
  expect(await siti.own()).toEqual([])
})
