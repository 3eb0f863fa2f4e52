import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { bearer, openParts, outlet, site } from './test-parts.ts'

let parts: Awaited<ReturnType<typeof openParts>>
beforeEach(async () => {
  parts = await openParts({ rateLimits: { refusalsPerMinute: 3 } })
})
afterEach(() => parts.close())

const asJson = { 'content-type': 'application/json' }
const claim = (asked: object = { site, point: outlet }) =>
  parts.ask('/api/v1/claims', { method: 'POST', body: JSON.stringify(asked), headers: asJson })
/** As a device does, that knows the code alone. */
const redeem = (code: string, { from = '10.0.0.7', headers = {}, url = '' } = {}) =>
  parts.app.request(
    `${url}/api/v1/claims/redeem`,
    { method: 'POST', body: JSON.stringify({ code }), headers: { ...asJson, ...headers } },
    { incoming: { socket: { remoteAddress: from } } },
  )

it('tells the code once, and a device that redeems it all that it needs, once', async () => {
  const made = await claim()
  expect(made.status).toBe(201)
  const { code, ...rest } = (await made.json()) as Record<string, string>
  const lifeMs = Date.parse(rest['endsAt'] ?? '') - Date.parse(rest['createdAt'] ?? '')
  expect(Math.round(lifeMs / 60_000)).toBe(24 * 60)
  expect(await (await parts.ask('/api/v1/claims')).json()).toEqual([
    { ...rest, createdBy: 'admin', redeemed: null },
  ])

  const redeemed = await redeem(code ?? '', { url: 'http://jernih.example:8080' })
  expect(redeemed.status).toBe(201)
  expect(redeemed.headers.get('cache-control')).toBe('no-store')
  const account = (await redeemed.json()) as Record<string, string>
  expect(account).toMatchObject({
    ...{ site, point: outlet, username: expect.any(String), password: 'told-once' },
    brokers: ['mqtts://jernih.example:8883', 'mqtt://jernih.example:1883', 'ws://jernih.example:9001/mqtt'],
    topic: 'ipal/mojokerto-batik/outlet/readings',
  })
  const list = await (await parts.ask('/api/v1/claims')).text()
  expect(JSON.parse(list)).toMatchObject([{ redeemed: { device: account['id'], arrived: false } }])
  for (const secret of [code, 'told-once']) expect(list).not.toContain(secret)
})

it.each([
  ['a point that no file names', { site, point: 'roof' }, 404],
  ['a site that no file names', { site: 'nowhere', point: outlet }, 404],
  ['no minute', { site, point: outlet, minutes: 0 }, 400],
  ['more than a week', { site, point: outlet, minutes: 7 * 24 * 60 + 1 }, 400],
])('makes no code for %s', async (_, asked, refusal) => {
  expect((await claim(asked)).status).toBe(refusal)
  expect(await (await parts.ask('/api/v1/claims')).json()).toEqual([])
})

describe('R10: a claim’s code', () => {
  it('that was used, revoked or never was gets one and the same refusal', async () => {
    const codes: string[] = ['NO-SUCH-CODE']
    for (const _ of [1, 2]) codes.push(((await (await claim()).json()) as { code: string }).code)
    const [, used = '', revoked = ''] = codes
    await redeem(used)
    await parts.ask('/api/v1/claims/claim-2', { method: 'DELETE' })
    const refusals = []
    for (const code of ['NO-SUCH-CODE', used, revoked]) {
      const refused = await redeem(code)
      refusals.push({ status: refused.status, text: await refused.text() })
    }
    expect(new Set(refusals.map((one) => JSON.stringify(one))).size).toBe(1)
    expect(refusals[0]?.status).toBe(401)
  })

  it('is not to be guessed from one address, whatever good credentials come beside it', async () => {
    const { code } = (await (await claim()).json()) as { code: string }
    const statuses: number[] = []
    for (let n = 0; n < 6; n++) statuses.push((await redeem(`GUESS-${n}`, { headers: bearer })).status)
    expect(statuses).toEqual([401, 401, 401, 401, 429, 429])
    expect((await redeem(code, { headers: bearer })).status).toBe(429)
    expect((await redeem(code)).status).toBe(429)
    expect((await redeem(code, { from: '10.0.0.8' })).status).toBe(201)
  })

  it('leaves each step of its life in the audit log, and itself nowhere', async () => {
    const { code, id } = (await (await claim()).json()) as { code: string; id: string }
    await redeem('A-WRONG-GUESS')
    await redeem(code)
    await parts.ask(`/api/v1/claims/${id}`, { method: 'DELETE' })
    const log = await (await parts.ask('/api/v1/audit')).text()
    const place = `${site}/${outlet}`
    expect((JSON.parse(log) as { items: unknown[] }).items).toMatchObject([
      { act: `DELETE /api/v1/claims/${id}`, by: 'admin', status: 204 },
      {
        act: 'POST /api/v1/claims/redeem',
        by: null,
        about: `${id}: ${site}-${outlet}-1, ${place}`,
        status: 201,
        address: '10.0.0.7',
      },
      { act: 'POST /api/v1/claims/redeem', by: null, status: 401, outcome: 'refused', address: '10.0.0.7' },
      { act: 'POST /api/v1/claims', by: 'admin', about: `${id}: ${place}`, status: 201 },
    ])
    for (const secret of [code, 'A-WRONG-GUESS', 'told-once']) expect(log).not.toContain(secret)
  })
})

it('says where there is no such claim, and where devices have their accounts elsewhere', async () => {
  expect((await parts.ask('/api/v1/claims/unknown', { method: 'DELETE' })).status).toBe(404)
  await parts.close()
  parts = await openParts({ devices: null })
  expect((await claim()).status).toBe(404)
  expect((await redeem('CODE-1')).status).toBe(404)
})
