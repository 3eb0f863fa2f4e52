import { includesRole, roles } from '@jernih/domain'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { access, siteOf } from './access.ts'
import { describeApi } from './openapi.ts'
import { adminToken, bearer, openParts, site } from './test-parts.ts'

interface Call {
  security?: unknown[]
  parameters?: { in: string; name: string; schema: { type?: string } }[]
  requestBody?: unknown
}

type Parts = Awaited<ReturnType<typeof openParts>>
let parts: Parts
beforeAll(async () => {
  parts = await openParts()
})
afterAll(() => parts.close())

/** Every route that answers, as `GET /api/v1/alarms/:id`. */
function routes({ app }: Parts): string[] {
  return [
    ...new Set(
      app.routes.filter(({ method }) => method !== 'ALL').map(({ method, path }) => `${method} ${path}`),
    ),
  ]
}

function described({ app }: Parts): { method: string; path: string; call: Call }[] {
  const { paths } = describeApi(app) as { paths: Record<string, Record<string, Call>> }
  return Object.entries(paths).flatMap(([path, calls]) =>
    Object.entries(calls).map(([method, call]) => ({ method: method.toUpperCase(), path, call })),
  )
}

const needs = (role: string) => expect.stringContaining(`needs the role ${role}`)

const filled = (path: string) => path.replaceAll(/[:{](\w+)\}?/g, 'nothing-there')

describe('R10: no route without a decision on who may use it', () => {
  it('has every route in the table, and nothing else', () => {
    expect(routes(parts).sort()).toEqual(Object.keys(access).sort())
  })

  it('refuses whoever has no credentials, on every route that asks for them, and on none else', async () => {
    for (const route of routes(parts)) {
      const [method = '', path = ''] = route.split(' ')
      const { status } = await parts.app.request(filled(path), { method })
      if (access[route] === 'anyone') expect(status, route).not.toBe(401)
      else expect(status, route).toBe(401)
    }
  })

  it.each(roles)('lets the role %s do what the table says, and refuses it the rest by name', async (role) => {
    const headers = await parts.as({ role })
    for (const route of routes(parts)) {
      const [method = '', path = ''] = route.split(' ')
      const answer = await parts.app.request(filled(path), { method, headers })
      const least = access[route] ?? 'undecided'
      const isRefused = least === 'undecided' || (least !== 'anyone' && !includesRole(role, least))
      if (isRefused) expect(await answer.json(), route).toMatchObject({ status: 403, detail: needs(least) })
      else expect([401, 403], route).not.toContain(answer.status)
      if (!answer.bodyUsed) await answer.body?.cancel()
    }
  })

  it('lets a token for one site ask for that site, and for nothing else', async () => {
    const headers = await parts.as({ role: 'administrator', site })
    for (const route of routes(parts)) {
      const [method = '', path = ''] = route.split(' ')
      for (const asked of [site, 'another-site']) {
        const url = `${path.replace(':site', asked).replaceAll(/:\w+/g, 'nothing-there')}?site=${asked}`
        const answer = await parts.app.request(url, { method, headers })
        await answer.body?.cancel()
        const isOpen = access[route] === 'anyone' || (siteOf[route] !== undefined && asked === site)
        if (isOpen) expect([401, 403], `${route} ${asked}`).not.toContain(answer.status)
        else expect(answer.status, `${route} ${asked}`).toBe(403)
      }
    }
    for (const query of ['', `?site=${site}&site=another-site`, `?site=another-site&site=${site}`]) {
      expect((await parts.app.request(`/api/v1/latest${query}`, { headers })).status, query).toBe(403)
    }
  })

  it('says the same in the OpenAPI description', () => {
    for (const { method, path, call } of described(parts)) {
      const decision = access[`${method} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`]
      expect(call.security !== undefined, `${method} ${path}`).toBe(decision !== 'anyone')
    }
  })

  it.each([
    ['no token', {}],
    ['a wrong token', { authorization: 'Bearer wrong' }],
    ['a part of the token', { authorization: `Bearer ${adminToken.slice(0, -1)}` }],
    ['another scheme', { authorization: `Basic ${adminToken}` }],
    ['an invented session', { cookie: 'jernih_session=invented' }],
    ['a wrong token beside nothing else', { authorization: 'Bearer ' }],
  ])('refuses %s', async (_, headers: Record<string, string>) => {
    const answer = await parts.app.request('/api/v1/sites', { headers })
    expect(answer.status).toBe(401)
    expect(answer.headers.get('www-authenticate')).toContain('Bearer')
  })

  it('refuses what does not exist as well, so that nobody can map the routes', async () => {
    expect((await parts.app.request('/api/v1/secrets')).status).toBe(401)
  })
})

describe('R11: junk gets a clear refusal, never a 5xx', () => {
  const junk = [
    '../../etc/passwd',
    "' OR 1=1 --",
    '\u0000',
    '-1',
    '1e400',
    '9'.repeat(400),
    '{"a":',
    '%',
    '%ff%fe',
    '٣',
    'NaN',
    '2026-13-45T99:99:99+07:00',
  ]

  it('in every parameter of every call', async () => {
    for (const { method, path, call } of described(parts)) {
      for (const text of junk) {
        const inPath = path.replaceAll(/\{\w+\}/g, () => encodeURIComponent(text))
        const query = (call.parameters ?? [])
          .filter((parameter) => parameter.in === 'query')
          .map(({ name }) => `${name}=${encodeURIComponent(text)}`)
        const answer = await parts.app.request(`${inPath}?${query.join('&')}`, { method, headers: bearer })
        await answer.body?.cancel()
        expect(answer.status, `${method} ${inPath}`).toBeLessThan(500)
      }
    }
  })

  it('in every body, as a problem that says what was expected', async () => {
    const bodies = [
      '',
      '{',
      'null',
      '[]',
      '"text"',
      '1e999',
      '{"__proto__":{}}',
      '{"token":7}',
      '{"until":"soon"}',
    ]
    for (const { method, path, call } of described(parts)) {
      if (!call.requestBody) continue
      for (const body of bodies) {
        const answer = await parts.ask(filled(path), {
          method,
          body,
          headers: { 'content-type': 'application/json' },
        })
        expect([400, 404], `${method} ${path} ${body}`).toContain(answer.status)
        expect(answer.headers.get('content-type')).toBe('application/problem+json')
        expect(await answer.json()).toMatchObject({
          status: answer.status,
          type: expect.stringMatching(/^urn:/),
        })
      }
    }
  })
})
