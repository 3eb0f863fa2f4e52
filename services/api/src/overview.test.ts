import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { flags, PointId, SiteId } from '@jernih/domain'
import { createLog } from '@jernih/runtime'
import { openSites } from '@jernih/sites'
import { parseResponse } from 'hono/client'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { PointCoverage, PointNow, SiteNow } from './overview-port.ts'
import { alarm, openParts, outlet, reading, scriptHistorian, site } from './test-parts.ts'

const minute = 60_000
const other = SiteId.parse('banjarmasin-sasirangan')
const midnight = Date.parse('2026-11-24T00:00:00+07:00')
const nine = midnight + 9 * 60 * minute

let now: number
let known: SiteNow[]
let covered: PointCoverage[]
let stored: number
let parts: Awaited<ReturnType<typeof openParts>>
let directory: string
beforeEach(async () => {
  now = nine
  known = []
  covered = []
  stored = 0
  directory = await mkdtemp(join(tmpdir(), 'jernih-overview-'))
  await cp(fileURLToPath(new URL('../../../sites', import.meta.url)), directory, { recursive: true })
  parts = await openParts({
    clock: { now: () => now },
    sites: await openSites({ directory, log: createLog('silent') }),
    overview: { overview: async () => known, coverage: () => covered },
    historian: scriptHistorian({
      stored: async () => ({ stored, cursor: stored, quarantined: 0, holes: [] }),
    }),
  })
})
afterEach(async () => {
  await parts.deps.sites.close()
  await parts.close()
  await rm(directory, { recursive: true })
})

const api = () => parts.client.api.v1
const running: PointNow = { point: outlet, doing: 'running', flowing: null, excess: [] }
const siteNow = (of: SiteId, given: Partial<SiteNow> = {}): SiteNow => {
  return { site: of, standing: [], unacknowledged: 0, points: [running], ...given }
}

async function removeSite(id: SiteId) {
  await rm(join(directory, `${id}.yaml`))
  await expect.poll(() => parts.deps.sites.get(id)).toBeUndefined()
}

describe('who asks for the overview, the sparklines or the completeness', () => {
  const calls = ['overview', 'sparklines', 'completeness']

  it.each(calls)(
    'of %s: nobody without credentials, a viewer of all sites, a token of its own site',
    async (call) => {
      const path = `/api/v1/${call}`
      const ask = async (of: string, headers = {}) => {
        const answer = await parts.app.request(`${path}?site=${of}`, { headers })
        await answer.body?.cancel()
        return answer.status
      }
      expect(await ask(site)).toBe(401)
      const viewer = await parts.as({ role: 'viewer' })
      expect([await ask(site, viewer), await ask(other, viewer)]).toEqual([200, 200])
      const own = await parts.as({ role: 'viewer', site })
      expect([await ask(site, own), await ask(other, own)]).toEqual([200, 403])
      expect((await parts.app.request(path, { headers: own })).status).toBe(403)
    },
  )

  it.each(calls)('of %s: is told that there is no such site, also once its file is gone', async (call) => {
    const status = async (of: string) => (await parts.ask(`/api/v1/${call}?site=${of}`)).status
    expect(await status('atlantis')).toBe(404)
    expect(await status(other)).toBe(200)
    await removeSite(other)
    expect(await status(other)).toBe(404)
    expect(await status(site)).toBe(200)
  })
})

describe('the overview', () => {
  const overview = (of?: SiteId) => parseResponse(api().overview.$get({ query: of ? { site: of } : {} }))

  it('says of a site from which nothing came that it has no data', async () => {
    known = [siteNow(site)]
    expect(await overview()).toMatchObject([
      { site, state: 'no-data', nearest: null, oldestAgeMs: null, flowing: null, kgOverToday: null },
    ])
  })

  it('has the worst site first, and leaves out what no file names any more', async () => {
    known = [siteNow(site), siteNow(other, { standing: [alarm({ site: other })] })]
    parts.watch.step({ latest: [reading({ at: now }), reading({ site: other, at: now })] })
    expect((await overview()).map((line) => line.site)).toEqual([other, site])
    expect((await overview(site)).map((line) => line.site)).toEqual([site])
    await removeSite(other)
    expect((await overview()).map((line) => line.site)).toEqual([site])
  })

  it('tells the figures of a plant beyond its limit', async () => {
    const excess = { since: midnight, unmeasuredMs: 3 * minute, lateReadings: 2 }
    known = [
      siteNow(site, {
        standing: [alarm(), alarm({ priority: 'low', suppression: { since: nine, cause: 'calibration' } })],
        unacknowledged: 3,
        points: [
          {
            ...{ point: outlet, doing: 'running', flowing: true },
            excess: [
              { parameter: 'cod', kg: 0.12, ...excess },
              { parameter: 'tss', kg: 0.03, ...excess, unmeasuredMs: 0, lateReadings: 0 },
            ],
          },
        ],
      }),
    ]
    const ofInlet = { point: PointId.parse('inlet'), value: 900 }
    parts.watch.step({
      latest: [
        reading({ value: 165, at: nine - 20_000 }),
        reading({ parameter: 'tss', value: 25, at: nine - 50_000 }),
        reading({ ...ofInlet, at: nine - 10_000 }),
      ],
    })
    expect(await overview()).toMatchObject([
      {
        ...{ site, state: 'violation', oldestAgeMs: 50_000, flowing: true },
        nearest: { point: 'outlet', parameter: 'cod', side: 'high', share: 1.1, limit: { high: 150 } },
        alarms: { critical: 0, high: 1, medium: 0, low: 0, unacknowledged: 3, withheld: 1 },
        kgOverToday: {
          ...{ since: '2026-11-24T00:00:00+07:00', total: 0.15, unmeasuredMinutes: 3, uncertain: true },
          byParameter: [{ parameter: 'cod', kg: 0.12, lateReadings: 2 }, { parameter: 'tss' }],
        },
      },
    ])
  })

  it.each([
    { story: 'stopped, whoever says so', points: [{ ...running, doing: 'stopped' }], state: 'stopped' },
    { story: 'at rest', points: [{ ...running, flowing: false }], state: 'at-rest' },
    { story: 'normal', points: [{ ...running, flowing: true }], state: 'normal' },
    {
      story: 'failed at one point',
      points: [running, { ...running, doing: 'fault' }],
      state: 'sensor-failed',
    },
  ] as const)('says that a plant is $story', async ({ points, state }) => {
    known = [siteNow(site, { points })]
    parts.watch.step({ latest: [reading({ at: now })] })
    expect(await overview()).toMatchObject([{ state }])
  })
})

describe('the sparklines', () => {
  const sparklines = (of: SiteId) => parseResponse(api().sparklines.$get({ query: { site: of } }))
  const write = (given: { of?: SiteId; at: number; value: number; flag?: 1 | 4 }) => {
    const { of = site, at, value, flag = 1 } = given
    return parts.store.write([
      { site: of, point: outlet, parameter: 'cod', value, at, received: at, flag, fresh: true },
    ])
  }
  const cod = async (of: SiteId) =>
    (await sparklines(of)).series.find(({ point, parameter }) => point === outlet && parameter === 'cod')

  it('have every series of an empty site, without a point', async () => {
    const { from, to, series } = await sparklines(site)
    expect([from, to]).toEqual(['2026-11-24T08:01:00+07:00', '2026-11-24T09:01:00+07:00'])
    expect(series.length).toBeGreaterThan(5)
    expect(series.flatMap(({ points }) => points)).toEqual([])
  })

  it('tell a figure a minute, the failed ones by their flag, and nothing older than an hour', async () => {
    await write({ at: nine - 70 * minute, value: 9 })
    await write({ at: nine - 2 * minute, value: 100 })
    await write({ at: nine - 2 * minute + 30_000, value: 110 })
    await write({ at: nine - minute, value: 9_000, flag: flags.fail })
    expect(await cod(site)).toMatchObject({
      unit: 'mg/L',
      points: [
        { at: nine - 2 * minute, mean: 105, flag: 1 },
        { at: nine - minute, mean: 9_000, flag: 4 },
      ],
    })
  })

  it('are read once in some seconds for all who may ask, and each site has its own', async () => {
    await write({ at: nine - minute, value: 100 })
    await write({ of: other, at: nine - minute, value: 7 })
    const seen = async (of: SiteId) => (await cod(of))?.points.map(({ mean }) => mean)
    expect([await seen(site), await seen(other)]).toEqual([[100], [7]])
    await write({ at: nine - 30_000, value: 300 })
    now += 4_000
    expect([await seen(site), await seen(other)]).toEqual([[100], [7]])
    const own = await parts.as({ role: 'viewer', site: other })
    const refused = await parts.app.request(`/api/v1/sparklines?site=${site}`, { headers: own })
    expect(refused.status).toBe(403)
    now += 1_000
    expect(await seen(site)).toEqual([200])
  })

  it('are refused while the store does not answer, rather than shown as empty', async () => {
    await parts.store.close()
    const failed = await parts.ask(`/api/v1/sparklines?site=${site}`)
    expect(failed.status).toBe(503)
  })
})

describe('the completeness', () => {
  const completeness = (of?: SiteId) =>
    parseResponse(api().completeness.$get({ query: of ? { site: of } : {} }))
  const at = (minutes: number) => nine + minutes * minute

  it('says up to when each device has sent everything, and the server stored it', async () => {
    const inlet = PointId.parse('inlet')
    covered = [
      { site, point: outlet, newestAt: at(-1), gaps: [{ from: at(-50), to: at(-40) }] },
      { site, point: inlet, newestAt: null, gaps: [] },
      { site: other, point: outlet, newestAt: at(-2), gaps: [] },
    ]
    const { points, storedUntil } = await completeness()
    expect(Date.parse(storedUntil)).toBe(nine)
    expect(points).toMatchObject([
      {
        ...{ site, point: 'outlet', deviceUntil: '2026-11-24T08:10:00+07:00' },
        newestAt: '2026-11-24T08:59:00+07:00',
        gaps: [{ from: '2026-11-24T08:10:00+07:00', to: '2026-11-24T08:20:00+07:00' }],
      },
      { site, point: 'inlet', deviceUntil: null, newestAt: null },
      { site: other, deviceUntil: '2026-11-24T09:58:00+08:00' },
    ])
    expect((await completeness(other)).points).toHaveLength(1)
  })

  it('takes what waits for the store for not there yet, and is told again once it is', async () => {
    const waiting = { kind: 'clock', receivedAt: at(-5), event: 'tick' } as const
    const head = await parts.journal.append(waiting)
    expect(Date.parse((await completeness(site)).storedUntil)).toBe(at(-5))
    stored = head
    expect(Date.parse((await completeness(site)).storedUntil)).toBe(nine)
  })
})
