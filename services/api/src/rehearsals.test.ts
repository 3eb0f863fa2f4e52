import { connect } from 'node:net'
import { Registry } from 'prom-client'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RehearsalPort, RehearsalQuestion, RehearsalReport } from './rehearsal-port.ts'
import { startApi } from './start-api.ts'
import { adminToken, openParts, outlet, site } from './test-parts.ts'

const now = Date.parse('2026-11-24T12:00:00+07:00')
const minute = 60_000
const day = 1_440 * minute

const episode = {
  alarm: 'mojokerto-batik.outlet.cod-limit-high',
  kind: 'limit-high',
  priority: 'high',
  since: now - 9 * minute,
  raisedAt: now - 8 * minute,
  endedAt: null,
  peak: 188.9,
} as const

const report: RehearsalReport = {
  readings: 648_000,
  before: { raised: 180, busiest: { count: 4, from: now - 9 * minute } },
  after: { raised: 90, busiest: null },
  added: { count: 0, items: [] },
  removed: { count: 91, items: [episode] },
  longer: { count: 1, items: [{ before: episode, after: { ...episode, endedAt: now } }] },
  shorter: { count: 0, items: [] },
  unchanged: 88,
  violations: [
    { parameter: 'cod', totalMs: day, toldBeforeMs: day, toldAfterMs: 0, missedMs: 90 * minute, gainedMs: 0 },
    { parameter: 'ph', totalMs: day, toldBeforeMs: 0, toldAfterMs: 0, missedMs: minute / 2, gainedMs: 0 },
  ],
}

let parts: Awaited<ReturnType<typeof openParts>>
let asked: RehearsalQuestion[]
let answer: RehearsalPort['rehearse']
beforeEach(async () => {
  asked = []
  answer = async () => report
  const rehearsals: RehearsalPort = {
    rehearse(question, signal) {
      asked.push(question)
      return answer(question, signal)
    },
  }
  parts = await openParts({ clock: { now: () => now }, rehearsals })
})
afterEach(() => parts.close())

const ask = (given: object, headers: Record<string, string> = {}) =>
  parts.ask('/api/v1/rules/rehearse', {
    method: 'POST',
    body: JSON.stringify({ site, point: outlet, change: {}, ...given }),
    headers: { 'content-type': 'application/json', ...headers },
  })

describe('a rehearsal', () => {
  it('tells what would be different, in the zone of the site, and what it cannot tell', async () => {
    const told = await (await ask({})).json()
    expect(told).toMatchObject({
      from: '2026-08-26T12:00:00+07:00',
      to: '2026-11-24T12:00:00+07:00',
      before: {
        alarmCount: 180,
        perDay: 2,
        busiest10Minutes: { count: 4, from: '2026-11-24T11:51:00+07:00' },
      },
      after: { alarmCount: 90, perDay: 1, busiest10Minutes: null },
      removed: { count: 91, items: [{ raisedAt: '2026-11-24T11:52:00+07:00', endedAt: null }] },
      longer: { items: [{ after: { endedAt: '2026-11-24T12:00:00+07:00' } }] },
      unchangedCount: 88,
      missedMinutes: 90.5,
      leftOut: { kinds: expect.arrayContaining(['no-data', 'clock-skew']) },
    })
  })

  it('puts each part that is named in place of what the file has, at that point alone', async () => {
    const permit = [
      {
        parameter: 'cod',
        band: { high: 120 },
        validFrom: '2026-01-01',
        citation: { source: 'izin', verified: true },
      },
    ]
    const rules = { limit: { onDelaySeconds: 300 } }
    const windows = { meanHour: {} }
    await ask({
      change: {
        limits: { permit },
        rules,
        point: { discharging: { flowAbove: 0.2 }, parameters: { cod: { windows } } },
      },
    })
    const [{ present, changed } = { present: null, changed: null }] = asked
    expect(present).toMatchObject({ contacts: [], points: [{ id: outlet }] })
    expect(present).toEqual({
      ...parts.deps.sites.get(site),
      ...{ contacts: [], points: [parts.deps.sites.get(site)?.points.find(({ id }) => id === outlet)] },
    })
    expect(changed).toMatchObject({
      limits: { ...present?.limits, permit },
      rules,
      points: [{ id: outlet, discharging: { flowAbove: 0.2 }, parameters: { cod: { windows } } }],
    })
    expect(Object.keys(changed?.points[0]?.parameters ?? {})).toEqual(
      Object.keys(present?.points[0]?.parameters ?? {}),
    )
    expect(changed?.points[0]?.parameters.ph).toEqual(present?.points[0]?.parameters.ph)
  })

  it('takes nothing of the future, and ninety days where nothing is said', async () => {
    await ask({ to: now + day })
    await ask({ from: '2026-11-23T12:00:00+07:00', to: '2026-11-24T11:00:00+07:00' })
    expect(asked).toMatchObject([
      { from: now - 90 * day, to: now },
      { from: now - day, to: now - 60 * minute },
    ])
  })

  it.each([
    {
      mistake: 'a negative delay',
      change: { rules: { limit: { onDelaySeconds: -1 } } },
      path: 'json.change.rules.limit.onDelaySeconds',
    },
    {
      mistake: 'a delay of nothing',
      change: { point: { parameters: { cod: { rules: { limit: { offDelaySeconds: 0 } } } } } },
      path: 'json.change.point.parameters.cod.rules.limit.offDelaySeconds',
    },
    {
      mistake: 'an unknown key',
      change: { point: { rules: { limit: { onDelay: 300 } } } },
      path: 'json.change.point.rules.limit',
    },
    {
      mistake: 'a parameter that there is none of',
      change: { point: { parameters: { lead: {} } } },
      path: 'json.change.point.parameters',
    },
    {
      mistake: 'a parameter that is not measured there',
      change: { point: { parameters: { oil: { rules: {} } } } },
      path: 'json.change.point.parameters.oil',
    },
    {
      mistake: 'a count above its `of`',
      change: { point: { parameters: { cod: { windows: { repeated: { count: 4, of: 3 } } } } } },
      path: 'json.change.point.parameters.cod.windows.repeated.count',
    },
    {
      mistake: 'a load of what is not in mg/L',
      change: { point: { parameters: { ph: { windows: { load: { kgPerDay: 1 } } } } } },
      path: 'json.change.point.parameters.ph.windows.load',
    },
    {
      mistake: 'a deadband as wide as its band',
      change: { rules: { limit: { deadbandPercent: 50 } } },
      path: 'json.change.rules.limit.deadbandPercent',
    },
    { mistake: 'an unknown set', change: { limits: { set: 'none' } }, path: 'json.change.limits.set' },
    {
      mistake: 'quality, which is judged as readings come',
      change: { point: { parameters: { cod: { quality: {} } } } },
      path: 'json.change.point.parameters.cod',
    },
  ])('refuses $mistake, with its path', async ({ change, path }) => {
    const refused = await ask({ change })
    expect(refused.status).toBe(400)
    expect(await refused.json()).toMatchObject({ errors: [{ path, expected: expect.any(String) }] })
    expect(asked).toEqual([])
  })

  it.each([
    { mistake: 'a span of more than a year', given: { from: now - 367 * day } },
    { mistake: 'one that ends before it begins', given: { from: now - day, to: now - 2 * day } },
    { mistake: 'one of the future', given: { from: now + day } },
    { mistake: 'one before 1970', given: { from: -1 } },
    { mistake: 'no change', given: { change: undefined } },
  ])('refuses $mistake', async ({ given }) => {
    expect((await ask(given)).status).toBe(400)
  })

  it('is for operators, and of points that there are', async () => {
    expect((await ask({}, await parts.as({ role: 'viewer' }))).status).toBe(403)
    expect((await ask({}, await parts.as({ role: 'operator' }))).status).toBe(200)
    expect((await ask({ point: 'nowhere' })).status).toBe(404)
    expect((await ask({ site: 'nowhere' })).status).toBe(404)
  })

  it.each([
    ['busy', '5'],
    ['late', '60'],
  ] as const)('says when to try again where it is %s', async (why, seconds) => {
    answer = async () => why
    const refused = await ask({})
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, seconds])
  })

  it('says where the rules raise more than anybody could work with', async () => {
    answer = async () => 'too-many'
    expect(await (await ask({})).json()).toMatchObject({ status: 400, detail: /fewer alarms/ })
  })

  it('ends when its client goes away', async () => {
    let left: Promise<'left'> | null = null
    answer = (_, signal) =>
      (left = new Promise((resolve) =>
        signal.addEventListener('abort', () => resolve('left'), { once: true }),
      ))
    const api = await startApi({ ...parts.deps, metrics: new Registry(), host: '127.0.0.1', port: 0 })
    const body = JSON.stringify({ site, point: outlet, change: {} })
    const socket = connect(api.port, '127.0.0.1')
    socket.write(`POST /api/v1/rules/rehearse HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${adminToken}\r\n`)
    socket.write(`Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
    await expect.poll(() => left !== null).toBe(true)
    socket.destroy()
    expect(await left).toBe('left')
    await api.close()
  })
})
