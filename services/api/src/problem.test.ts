import { StoreUnavailable } from '@jernih/store'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { Problem } from './problem.ts'
import { openParts } from './test-parts.ts'

let parts: Awaited<ReturnType<typeof openParts>>
beforeAll(async () => {
  const full = () => Promise.reject(new Error('database or disk is full, says a secret place'))
  parts = await openParts({
    devices: {
      ...{ create: full, list: full, get: full, rotate: full, remove: full },
      ...{ bindCertificate: full, unbindCertificate: full },
      claims: { create: full, list: full, revoke: full, redeem: full },
    },
    store: {
      read: async ({ parameter }) => {
        if (parameter === 'ph') throw new TypeError('a secret of our inside')
        throw Object.assign(new StoreUnavailable('connection refused'), { retryAfterMs: 7_000 })
      },
      write: async () => {},
      count: async () => 0,
      close: async () => {},
    },
  })
})
afterAll(() => parts.close())

const series = 'site=mojokerto-batik&point=outlet'
const json = { 'content-type': 'application/json' }

it.each([
  { story: 'an unknown address', path: '/api/v1/nothing', status: 404, type: 'not-found' },
  { story: 'an unknown site', path: '/api/v1/sites/nowhere', status: 404, type: 'not-found' },
  {
    story: 'a wrong method',
    path: '/api/v1/sites',
    init: { method: 'PUT' },
    status: 405,
    type: 'method-not-allowed',
  },
  {
    story: 'a store that is down',
    path: `/api/v1/readings?${series}&parameter=cod`,
    status: 503,
    type: 'unavailable',
  },
  {
    story: 'a full disk under the accounts',
    path: '/api/v1/devices',
    init: { method: 'POST', body: '{"site":"mojokerto-batik","point":"outlet"}', headers: json },
    status: 503,
    type: 'unavailable',
  },
  { story: 'a strange cursor', path: '/api/v1/alarms?cursor=junk', status: 400, type: 'bad-input' },
  { story: 'the latest of nowhere', path: '/api/v1/latest?site=nowhere', status: 404, type: 'not-found' },
  { story: 'alarms of nowhere', path: '/api/v1/alarms?site=nowhere', status: 404, type: 'not-found' },
  { story: 'a stream of nowhere', path: '/api/v1/stream?site=nowhere', status: 404, type: 'not-found' },
  {
    story: 'limits of nowhere',
    path: '/api/v1/limits?site=nowhere&point=outlet',
    status: 404,
    type: 'not-found',
  },
  {
    story: 'our own failure',
    path: `/api/v1/readings?${series}&parameter=ph`,
    status: 500,
    type: 'internal',
  },
  {
    story: 'a huge body',
    path: '/api/v1/devices',
    init: { method: 'POST', body: `{"site":"${'x'.repeat(70_000)}"}`, headers: json },
    status: 413,
    type: 'too-large',
  },
  {
    story: 'a body that is no JSON',
    path: '/api/v1/devices',
    init: { method: 'POST', body: '{"site"', headers: json },
    status: 400,
    type: 'bad-input',
  },
  {
    story: 'a form',
    path: '/api/v1/devices',
    init: {
      method: 'POST',
      body: 'site=x',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    },
    status: 415,
    type: 'unsupported-media-type',
  },
])('answers $story with a problem document', async ({ path, init, status, type }) => {
  const answer = await parts.ask(path, init ?? {})
  expect(answer.status).toBe(status)
  expect(answer.headers.get('content-type')).toBe('application/problem+json')
  const problem = await answer.json()
  expect(problem).toMatchObject({ type: `urn:jernih:problem:${type}`, status })
  expect(JSON.stringify(problem)).not.toMatch(/secret|stack|\.[jt]s:\d/)
})

it('names every mistake of the input, where it is and what was expected', async () => {
  const answer = await parts.ask(
    '/api/v1/readings?site=Not-A-Slug&point=outlet&parameter=gold&from=yesterday',
  )
  expect(answer.status).toBe(400)
  const { errors = [] } = Problem.parse(await answer.json())
  expect(errors.map(({ path }) => path)).toEqual(['query.site', 'query.parameter', 'query.from'])
  expect(errors[2]?.expected).toContain('2026-11-24T09:13:12+07:00')
})

it('says when to try again, and which methods there are', async () => {
  const down = await parts.ask(`/api/v1/readings?${series}&parameter=cod`)
  expect(down.headers.get('retry-after')).toBe('7')
  const devices = await parts.ask('/api/v1/devices')
  expect(devices.headers.get('retry-after')).toBe('5')
  expect((await parts.ask('/api/v1/sites', { method: 'PUT' })).headers.get('allow')).toBe('GET, HEAD')
})
