import { gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { bearer, openParts } from './test-parts.ts'

let parts: Awaited<ReturnType<typeof openParts>>
beforeEach(async () => {
  parts = await openParts()
})
afterEach(() => parts.close())

const ask = (path: string, init: RequestInit = {}) =>
  parts.app.request(path, { ...init, headers: { ...bearer, 'accept-encoding': 'gzip', ...init.headers } })

describe('an answer', () => {
  it.each(['/api/v1/sites', '/'])('to GET %s is compressed, for who takes it so', async (path) => {
    const answer = await ask(path)
    expect(answer.headers.get('content-encoding')).toBe('gzip')
    expect(answer.headers.get('vary')).toMatch(/accept-encoding/i)
    const plain = await ask(path, { headers: { 'accept-encoding': 'identity' } })
    expect(plain.headers.get('content-encoding')).toBeNull()
    expect(gunzipSync(await answer.arrayBuffer()).toString()).toBe(await plain.text())
  })

  it('of the event stream is not: it leaves at once', async () => {
    const answer = await ask('/api/v1/stream')
    expect(answer.headers.get('content-encoding')).toBeNull()
    await answer.body?.cancel()
  })

  it('to a POST is not: it may hold a secret beside what the caller chose', async () => {
    const answer = await ask('/api/v1/devices', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ site: 'mojokerto-batik', point: 'outlet' }),
    })
    expect(answer.status).toBe(201)
    expect(answer.headers.get('content-encoding')).toBeNull()
  })

  it('keeps the document fresh and what is named after its content for ever', async () => {
    const page = {
      file: async (path: string) =>
        /^\/(page\/.*)?$/.test(path) ? { type: 'text/plain', body: new TextEncoder().encode(path) } : null,
    }
    await parts.close()
    parts = await openParts({ page })
    const caching = async (path: string) => (await ask(path)).headers.get('cache-control')
    expect(await caching('/page/screen-DWO4Bptx.js')).toBe('public, max-age=31536000, immutable')
    expect(await caching('/page/icon-192.png')).toBe('no-cache')
    const { headers } = await ask('/')
    expect(headers.get('cache-control')).toBe('no-cache')
    const again = await ask('/', { headers: { 'if-none-match': headers.get('etag') ?? '' } })
    expect(again.status).toBe(304)
    expect((await ask('/page/')).status).toBe(404)
  })
})

it('says that the screen is not there where it cannot be built, and answers everything else', async () => {
  const cause = new Error('the screen cannot be built: of a secret place')
  await parts.close()
  parts = await openParts({ page: { file: () => Promise.reject(cause) } })
  const answer = await parts.app.request('/')
  expect(answer.status).toBe(503)
  expect(await answer.json()).toMatchObject({
    detail: 'The screen cannot be shown; readings are taken in all the same',
  })
  expect((await parts.ask('/api/v1/sites')).status).toBe(200)
})
