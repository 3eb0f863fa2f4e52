import { PointId, SiteId } from '@jernih/domain'
import { type hc, parseResponse } from 'hono/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { App } from './app.ts'
import { alarm, openParts, outlet, raised, reading, site } from './test-parts.ts'

const now = Date.parse('2026-11-24T09:15:00+07:00')
let parts: Awaited<ReturnType<typeof openParts>>
let api: ReturnType<typeof hc<App>>['api']['v1']
beforeAll(async () => {
  parts = await openParts({ clock: { now: () => now } })
  api = parts.client.api.v1
})
afterAll(() => parts.close())

describe('sites and limits', () => {
  it('tells each point, parameter and limit in force with its citation', async () => {
    const { zone, points } = await parseResponse(api.sites[':site'].$get({ param: { site } }))
    expect(zone).toBe('Asia/Jakarta')
    const cod = points
      .find(({ id }) => id === 'outlet')
      ?.parameters.find(({ parameter }) => parameter === 'cod')
    expect(cod).toMatchObject({
      unit: 'mg/L',
      limit: {
        low: null,
        high: 150,
        citation: { source: expect.stringContaining('Pergub Jawa Timur 72/2013'), verified: false },
      },
    })
  })

  const limits = (point: string, at?: string) =>
    parseResponse(api.limits.$get({ query: at === undefined ? { site, point } : { site, point, at } }))

  it('binds the outlet alone', async () => {
    expect(await limits('inlet')).toEqual([])
  })

  it('judges history by the limits then in force', async () => {
    // The nation's own rule speaks for colour, of which the one before it said nothing.
    const colour = async (at?: string) =>
      (await limits('outlet', at)).find(({ parameter }) => parameter === 'colour')
    expect(await colour('2025-09-03T12:00:00+07:00')).toBeUndefined()
    expect(await colour('2025-09-04T12:00:00+07:00')).toMatchObject({
      high: 200,
      citation: { source: 'Permen LH/BPLH 12/2025' },
    })
    expect(await limits('outlet', '2025-09-03T12:00:00+07:00')).not.toEqual([])
  })

  it('keeps people out of it', async () => {
    expect(JSON.stringify(await parseResponse(api.sites.$get()))).not.toContain('@example.org')
  })
})

describe('readings', () => {
  const latest = (of: string) => parseResponse(api.latest.$get({ query: { site: of } }))

  it("R8: tells each latest value with its age by the time of measurement, in the site's zone", async () => {
    parts.watch.step({
      latest: [reading({ at: now - 12_000, receivedAt: now - 1_000, flag: 3, tests: '11131' })],
    })
    expect(await latest('mojokerto-batik')).toEqual([
      {
        site: 'mojokerto-batik',
        point: 'outlet',
        parameter: 'cod',
        unit: 'mg/L',
        value: 96.4,
        at: '2026-11-24T09:14:48+07:00',
        receivedAt: '2026-11-24T09:14:59+07:00',
        ageMs: 12_000,
        flag: 3,
        stale: false,
        tests: { grossRange: 1, spike: 1, rateOfChange: 1, flatLine: 3, gap: 1 },
      },
    ])
    expect(await latest('banjarmasin-sasirangan')).toEqual([])
  })

  it('R8: calls a value stale after three intervals, however lately it came', async () => {
    parts.watch.step({ latest: [reading({ parameter: 'tss', at: now - 180_001, receivedAt: now })] })
    const tss = (await latest('mojokerto-batik')).find(({ parameter }) => parameter === 'tss')
    expect(tss?.stale).toBe(true)
  })

  it('R8: calls a value stale that a device stamped with a time to come', async () => {
    const tomorrow = now + 86_400_000
    const ahead = (receivedAt: number) =>
      parts.watch.step({ latest: [reading({ parameter: 'ph', at: tomorrow, receivedAt })] })
    const ph = async () => (await latest('mojokerto-batik')).find(({ parameter }) => parameter === 'ph')
    ahead(now - 5_000)
    expect(await ph()).toMatchObject({ ageMs: 5_000, stale: false })
    ahead(now - 180_001)
    expect(await ph()).toMatchObject({ ageMs: 180_001, stale: true })
  })

  it('R8: calls a value stale that came before the clock was set back, since nobody knows its age', async () => {
    const ahead = now + 5 * 3_600_000
    parts.watch.step({ latest: [reading({ parameter: 'ph', at: ahead, receivedAt: ahead })] })
    const ph = (await latest('mojokerto-batik')).find(({ parameter }) => parameter === 'ph')
    expect(ph).toMatchObject({ stale: true })
  })

  it('answers history in buckets, raw readings in pages, asked for in either way of writing a time', async () => {
    const start = now - 600_000
    const series = { site, point: outlet, parameter: 'cod' } as const
    await parts.store.write(
      Array.from({ length: 600 }, (_, second) => {
        const at = start + second * 1_000
        return { ...series, at, value: second, flag: 1, received: at, fresh: true }
      }),
    )
    const from = String(start)
    const chart = await parseResponse(api.readings.$get({ query: { ...series, from, maxPoints: '20' } }))
    expect(chart.unit).toBe('mg/L')
    expect(chart.buckets.length).toBeLessThanOrEqual(20)
    expect(chart.buckets.reduce((sum, { count }) => sum + count, 0)).toBe(600)

    const page = { ...series, resolution: 'raw', maxPoints: '400' } as const
    const first = await parseResponse(api.readings.$get({ query: { ...page, from } }))
    expect(first).toMatchObject({ resolutionMs: null, next: '2026-11-24T09:11:40+07:00' })
    const rest = await parseResponse(api.readings.$get({ query: { ...page, from: first.next ?? '' } }))
    expect(rest.buckets).toHaveLength(200)
    expect(rest.next).toBeNull()
  })

  it('takes a time whose + nobody escaped', async () => {
    const asked = '/api/v1/readings?site=mojokerto-batik&point=outlet&parameter=cod'
    expect((await parts.ask(`${asked}&from=2026-11-24T09:10:00+07:00`)).status).toBe(200)
  })

  it('answers 404 for a series that is nowhere, and an empty one for a sensor that has not spoken', async () => {
    const asked = '/api/v1/readings?site=mojokerto-batik&point=outlet&parameter='
    expect((await parts.ask(`${asked}sulfide`)).status).toBe(404)
    expect(await (await parts.ask(`${asked}ph`)).json()).toMatchObject({ buckets: [] })
  })
})

describe('alarms', () => {
  const one = () => api.alarms[':id']
  const to = (id: string) => ({ param: { id } })

  it('tells an episode with its transitions, and what to do about it', async () => {
    parts.watch.step({ alarms: [raised(alarm({ since: now - 90_000 }))] })
    const { items, next } = await parseResponse(api.alarms.$get({ query: { status: 'active' } }))
    expect(next).toBeNull()
    expect(items[0]).toMatchObject({ name: 'cod-limit-high', since: '2026-11-24T09:13:30+07:00' })
    const story = await parseResponse(one().$get(to(items[0]?.id ?? '')))
    expect(story).toMatchObject({ status: 'active', transitions: [{ step: 'raised' }] })
    expect(story.guidance).toMatchObject({
      minutesToAct: 30,
      id: { action: expect.stringContaining('koagulan') },
    })
  })

  it('lists those of one point', async () => {
    const inlet = PointId.parse('inlet')
    parts.watch.step({ alarms: [raised(alarm({ id: 'at-the-inlet', point: inlet }))] })
    const { items } = await parseResponse(api.alarms.$get({ query: { site, point: 'inlet' } }))
    expect(items.map(({ id }) => id)).toEqual(['at-the-inlet'])
    expect((await parts.ask('/api/v1/alarms?point=In%20let')).status).toBe(400)
  })

  it('acknowledges once, by way of the journal, and answers the alarm as it then stands', async () => {
    parts.watch.step({ alarms: [raised(alarm({ id: 'to-acknowledge' }))] })
    const before = parts.journal.head()
    const acknowledge = () =>
      one().acknowledge.$post({ ...to('to-acknowledge'), json: { note: 'menutup katup' } })
    const { acknowledgement } = await parseResponse(acknowledge())
    expect(acknowledgement).toMatchObject({ by: 'admin', note: 'menutup katup' })
    expect(parts.journal.head()).toBe(before + 1)
    expect((await acknowledge()).status).toBe(409)
  })

  it('shelves with a reason, and takes it back', async () => {
    parts.watch.step({ alarms: [raised(alarm({ id: 'to-shelve' }))] })
    const shelve = (until: string) =>
      one().shelve.$post({ ...to('to-shelve'), json: { until, reason: 'kalibrasi' } })
    expect((await shelve('2026-11-24T09:00:00+07:00')).status).toBe(409)
    expect((await shelve('2027-11-24T09:00:00+07:00')).status).toBe(409)
    const shelved = await parseResponse(
      one().shelve.$post({ ...to('to-shelve'), json: { minutes: 10, reason: 'kalibrasi' } }),
    )
    expect(shelved.shelving).toMatchObject({ until: '2026-11-24T09:25:00+07:00', note: 'kalibrasi' })
    const unshelve = () => one().unshelve.$post({ ...to('to-shelve'), json: {} })
    expect((await parseResponse(unshelve())).shelving).toBeNull()
    expect((await unshelve()).status).toBe(409)
  })

  it('answers 202 where the act is on record, but its effect takes too long', async () => {
    const { journal, watch } = parts.deps
    const slow = await openParts({ journal, watch: { ...watch, reached: () => new Promise(() => {}) } })
    parts.watch.step({ alarms: [raised(alarm({ id: 'to-wait-for' }))] })
    const answer = await slow.ask('/api/v1/alarms/to-wait-for/acknowledge', { method: 'POST' })
    expect(answer.status).toBe(202)
    expect(await answer.json()).toMatchObject({ id: 'to-wait-for', status: 'active' })
    await slow.close()
  })

  it('answers 404 for what does not exist', async () => {
    expect((await one().$get(to('nothing'))).status).toBe(404)
    expect((await one().acknowledge.$post({ ...to('nothing'), json: {} })).status).toBe(404)
  })
})

describe('devices', () => {
  it('tells the password once', async () => {
    const made = await api.devices.$post({ json: { site, point: outlet } })
    expect(made.status).toBe(201)
    const { id, password } = await parseResponse(made)
    expect(password).toBe('told-once')
    expect(made.headers.get('location')).toBe(`/api/v1/devices/${id}`)
    const device = api.devices[':id']
    expect(await parseResponse(device.$get({ param: { id } }))).not.toHaveProperty('password')
    expect((await device.$delete({ param: { id } })).status).toBe(204)
    expect((await device.$get({ param: { id } })).status).toBe(404)
  })

  it('tells another password once, in place of the one before', async () => {
    const { id } = await parseResponse(api.devices.$post({ json: { site, point: outlet } }))
    const device = api.devices[':id']
    const { password } = device
    expect(await parseResponse(password.$post({ param: { id } }))).toMatchObject({
      id,
      password: 'told-once-more',
    })
    expect((await password.$post({ param: { id: 'unknown' } })).status).toBe(404)
    await device.$delete({ param: { id } })
  })

  it('marks an account whose readings are made up', async () => {
    const { id, simulated } = await parseResponse(api.devices.$post({ json: { site, point: outlet } }))
    expect(simulated).toBe(false)
    const made = await parseResponse(api.devices.$post({ json: { site, point: outlet, simulated: true } }))
    expect(made.simulated).toBe(true)
    expect(await parseResponse(api.devices.$get())).toMatchObject([
      { id, simulated: false },
      { id: made.id, simulated: true },
    ])
  })

  it('refuses a point that is not there', async () => {
    expect((await api.devices.$post({ json: { site, point: 'roof' } })).status).toBe(404)
  })

  it('answers 404 where devices have their accounts on the user’s own broker', async () => {
    const others = await openParts({ devices: null })
    expect((await others.ask('/api/v1/devices')).status).toBe(404)
    await others.close()
  })
})

describe('a site whose file is gone', () => {
  it('is known while something is kept of it', async () => {
    const gone = SiteId.parse('a-former-site')
    expect((await parts.ask(`/api/v1/latest?site=${gone}`)).status).toBe(404)
    parts.watch.step({
      latest: [reading({ site: gone })],
      alarms: [raised(alarm({ id: 'gone', site: gone }))],
    })
    expect(await parseResponse(api.latest.$get({ query: { site: gone } }))).toHaveLength(1)
    expect((await parts.ask(`/api/v1/alarms?site=${gone}`)).status).toBe(200)
  })
})
