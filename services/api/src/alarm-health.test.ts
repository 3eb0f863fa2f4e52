import { SiteId } from '@jernih/domain'
import { parseResponse } from 'hono/client'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AlarmHealthReport, HealthWindow } from './alarm-health-port.ts'
import { openParts, site } from './test-parts.ts'

const now = Date.parse('2026-11-24T12:00:00+07:00')
const minute = 60_000
const day = 1_440 * minute

const actor = {
  id: 'mojokerto-batik.outlet.cod-limit-high',
  kind: 'limit-high',
  episodes: 144,
  share: 0.5,
  chattering: 0,
  repeating: 3,
  fleeting: 0,
  medianActiveMs: 4 * minute,
  longestActiveMs: 40 * minute,
} as const

const report: AlarmHealthReport = {
  raised: 288,
  withheld: 2,
  priorities: { low: 216, medium: 36, high: 36, critical: 0 },
  busiest: {
    tenMinutes: { count: 14, from: now - 60 * minute },
    hour: { count: 40, from: now - 70 * minute },
  },
  floods: [{ from: now - 55 * minute, to: null, raised: 30, peak: 14 }],
  floodCount: 1,
  floodMs: 72 * minute,
  acknowledgement: {
    acknowledged: 280,
    unacknowledged: 8,
    medianMs: minute,
    p90Ms: 9 * minute,
    longestMs: day,
  },
  longestActiveMs: 40 * minute,
  days: [{ date: '2026-11-24', from: now - day, to: now, raised: 288, floodMs: 72 * minute }],
  worst: [
    { ...actor, advice: { finding: 'repeating', longerBySeconds: 90, id: 'perpanjang', en: 'lengthen' } },
  ],
  chattering: [],
  chatteringCount: 0,
  repeatingCount: 1,
  fleetingCount: 0,
  standing: 9,
  stale: [{ id: `${actor.id}.7`, state: 'acknowledged-active', priority: 'low', raisedAt: now - 2 * day }],
  staleCount: 5,
  unacknowledged: { count: 8, oldest: { id: `${actor.id}.7`, raisedAt: now - 2 * day } },
  shelved: 1,
  suppressed: 2,
  outOfService: 3,
}

let parts: Awaited<ReturnType<typeof openParts>>
let asked: HealthWindow[]
let answer: AlarmHealthReport | 'busy'
beforeEach(async () => {
  asked = []
  answer = report
  const alarmHealth = {
    async report(_: unknown, window: HealthWindow) {
      asked.push(window)
      return answer
    },
  }
  parts = await openParts({ clock: { now: () => now }, alarmHealth })
})
afterEach(() => parts.close())

const ask = (query: Partial<Record<'site' | 'from' | 'to', string>> = {}) =>
  parts.client.api.v1['alarm-health'].$get({ query: { site, ...query } })

describe('the health of the alarm system', () => {
  it('tells each figure beside its target and where that is from', async () => {
    const told = await parseResponse(ask())
    const isa = expect.stringContaining('ISA-18.2')
    expect(told.averageAlarmRate).toMatchObject({
      per10Minutes: { value: 2, rating: 'manageable', target: { good: 1, most: 2, source: isa } },
      perHour: { value: 12, rating: 'manageable' },
      perDay: { value: 288, rating: 'manageable' },
    })
    expect(told.maximumAlarmRate).toMatchObject({ per10Minutes: { value: 14, rating: 'too-much' } })
    expect(told.floods.share).toMatchObject({ value: 0.05, rating: 'too-much', target: { good: 0.01 } })
    expect(told.priorities.items).toEqual([
      { priority: 'low', count: 216, share: 0.75, target: 0.8 },
      { priority: 'medium', count: 36, share: 0.125, target: 0.15 },
      { priority: 'high', count: 36, share: 0.125, target: 0.05 },
      { priority: 'critical', count: 0, share: 0, target: 0.01 },
    ])
    expect(told.current).toMatchObject({
      standing: { value: 9, rating: 'good', target: { source: 'EEMUA 191' } },
      stale: { alarms: { value: 5, rating: 'too-much' } },
      shelved: { value: 1 },
      suppressed: 2,
      outOfService: 3,
    })
    expect(told.worstActors).toMatchObject([
      { alarm: actor.id, advice: { id: 'perpanjang', en: 'lengthen' } },
    ])
  })

  it("tells times in the site's zone, and a flood that goes on without an end", async () => {
    const told = await parseResponse(ask())
    expect(told).toMatchObject({ from: '2026-11-23T12:00:00+07:00', to: '2026-11-24T12:00:00+07:00' })
    expect(told.floods.items).toMatchObject([{ from: '2026-11-24T11:05:00+07:00', to: null }])
    expect(told.maximumAlarmRate.in10Minutes).toEqual({ count: 14, from: '2026-11-24T11:00:00+07:00' })
  })

  it('takes the last day where nothing is said, and nothing of the future', async () => {
    await ask()
    await ask({ to: String(now + day), from: String(now - 2 * day) })
    expect(asked).toEqual([
      { from: now - day, to: now, now, operators: 1 },
      { from: now - 2 * day, to: now, now, operators: 1 },
    ])
  })

  it('has no rate where there was no alarm', async () => {
    answer = { ...report, raised: 0, worst: [], busiest: { tenMinutes: null, hour: null } }
    const told = await parseResponse(ask())
    expect(told).toMatchObject({ alarmCount: 0, topTenShare: 0, maximumAlarmRate: { in10Minutes: null } })
    expect(told.averageAlarmRate.perHour).toMatchObject({ value: 0, rating: 'good' })
  })

  it.each([
    ['more than 31 days', { from: String(now - 31 * day - 1) }, 400],
    ['an end before the beginning', { from: String(now), to: String(now - day) }, 400],
    ['a window that is yet to come', { from: String(now + day), to: String(now + 2 * day) }, 400],
    ['a site that is nowhere', { site: 'nowhere' }, 404],
  ])('refuses %s', async (_, query, status) => {
    expect((await ask(query)).status).toBe(status)
    expect(asked).toEqual([])
  })

  it('says when to come again where too much is asked at once', async () => {
    answer = 'busy'
    const busy = await ask()
    expect(busy.status).toBe(503)
    expect(busy.headers.get('retry-after')).toBe('10')
  })

  it('answers a token for one site about that site alone', async () => {
    const headers = await parts.as({ role: 'viewer', site: SiteId.parse(site) })
    const status = async (of: string) =>
      (await parts.app.request(`/api/v1/alarm-health?site=${of}`, { headers })).status
    expect(await status(site)).toBe(200)
    expect(await status('another-site')).toBe(403)
  })
})
