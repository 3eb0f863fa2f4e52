import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Flag, Parameter, Site } from '@jernih/domain'
import { createLog, createScope, type Scope } from '@jernih/runtime'
import { openSqliteStore, type ReadingStore, type StoreSettings, StoreUnavailable } from '@jernih/store'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { minute, nine, outlet, plant, plantSite } from '../testing/plant.ts'
import { openRehearsals, type Rehearsals } from './open-rehearsals.ts'
import type { RehearsalReport } from './report.ts'

let scope: Scope
let store: ReadingStore
let settings: StoreSettings
let rehearsals: Rehearsals

beforeEach(async () => {
  scope = createScope(createLog('silent'))
  const directory = await mkdtemp(join(tmpdir(), 'jernih-rehearsal-'))
  scope.add({ close: () => rm(directory, { recursive: true }) })
  store = scope.add(await openSqliteStore({ directory }))
  settings = { STORE: 'sqlite', JERNIH_DATA_DIR: directory }
  rehearsals = scope.add(openRehearsals({ store: settings }))
})
afterEach(() => scope.close())

/** One value a minute from minute `first` after nine on; null: none came. */
async function measured(
  parameter: Parameter,
  values: readonly (number | null)[],
  { first = 1, flag = 1 }: { first?: number; flag?: Flag } = {},
) {
  const readings = values.flatMap((value, n) => {
    const at = nine + (first + n) * minute
    const series = { site: plant, point: outlet, parameter }
    return value === null ? [] : [{ ...series, at, received: at, value, flag, fresh: true }]
  })
  await store.write(readings)
}

const site = (how: { rules?: object; permit?: object[]; outlet?: object } = {}): Site => {
  const whole = plantSite(how)
  return { ...whole, points: whole.points.filter(({ id }) => id === outlet) }
}

const permit = (high: number) => [
  {
    parameter: 'cod',
    band: { high },
    validFrom: '2020-01-01',
    citation: { source: 'permit', verified: true },
  },
]

const question = (changed: Site, { present = site(), minutes = 60 } = {}) => ({
  present,
  changed,
  from: nine,
  to: nine + minutes * minute,
})

async function rehearse(...asked: Parameters<typeof question>): Promise<RehearsalReport> {
  const report = await rehearsals.rehearse(question(...asked), new AbortController().signal)
  if (typeof report === 'string') throw new Error(report)
  return report
}

const inside = (count: number) => Array<number>(count).fill(90)
const beyond = (count: number) => Array<number>(count).fill(200)
const slow = { limit: { onDelaySeconds: 300 }, approaching: { onDelaySeconds: 300 } }
const named = (name: string) => expect.objectContaining({ alarm: `plant.outlet.${name}` })

describe('a changed rule, over what was stored', () => {
  it('drops a short episode with a longer on-delay, and says for how many minutes nobody would have been told', async () => {
    await measured('cod', [...inside(5), ...beyond(3), ...inside(10), ...beyond(20), ...inside(10)])
    const report = await rehearse(site({ rules: slow }))

    expect(report).toMatchObject({ readings: 48, before: { raised: 2 }, after: { raised: 1 } })
    expect(report.removed).toMatchObject({ count: 1, items: [named('cod-limit-high')] })
    expect(report.removed.items).toMatchObject([
      { since: nine + 6 * minute, raisedAt: nine + 7 * minute, endedAt: nine + 11 * minute, peak: 200 },
    ])
    expect(report.added.count).toBe(0)
    expect(report.shorter).toMatchObject({
      count: 1,
      items: [
        {
          before: { raisedAt: nine + 20 * minute },
          after: { raisedAt: nine + 24 * minute, endedAt: nine + 41 * minute },
        },
      ],
    })
    // The short one's two minutes after its delay, and four of the long one's.
    expect(report.violations).toEqual([
      {
        ...{ parameter: 'cod', totalMs: 23 * minute, toldBeforeMs: 21 * minute, toldAfterMs: 15 * minute },
        ...{ missedMs: 6 * minute, gainedMs: 0 },
      },
    ])
  })

  it('lets the approach speak where its limit does so later', async () => {
    await measured('cod', [...inside(5), ...beyond(3), ...inside(10)])
    const report = await rehearse(site({ rules: { limit: { onDelaySeconds: 300 } } }))
    expect(report.removed.items).toEqual([named('cod-limit-high')])
    expect(report.added.items).toEqual([named('cod-approaching-high')])
  })

  it('adds alarms under a lower limit, of which the water is beyond the present one for none of the time', async () => {
    await measured('cod', [...inside(5), ...Array<number>(10).fill(130), ...inside(10)])
    const report = await rehearse(site({ permit: permit(120) }))
    expect(report.added.items).toContainEqual(named('cod-limit-high'))
    expect(report.before).toEqual({ raised: 0, busiest: null })
    expect(report.after.busiest).toMatchObject({ from: nine + 7 * minute })
    expect(report.violations).toEqual([])
  })

  it('gains minutes by a rule over windows that tells what the limit alone does not', async () => {
    const flutter = Array.from({ length: 12 }, () => [200, 90]).flat()
    await measured('cod', flutter)
    const repeated = {
      outlet: { parameters: { cod: { windows: { repeated: { count: 3, of: 6 } } }, ph: {} } },
    }
    const report = await rehearse(site(repeated))
    expect(report.added.items).toEqual([named('cod-repeated-high')])
    expect(report.violations).toMatchObject([
      { totalMs: 12 * minute, toldBeforeMs: 0, toldAfterMs: 10 * minute, gainedMs: 10 * minute },
    ])
  })

  it('counts no violation for longer than the time of no data after its last reading', async () => {
    await measured('cod', [...beyond(2), ...Array<null>(30).fill(null), ...inside(5)])
    const report = await rehearse(site())
    expect(report.violations).toMatchObject([{ totalMs: 4 * minute }])
  })

  it('takes what latches as acknowledged once it is back, and failed readings for no word of the water', async () => {
    await measured('cod', [...beyond(5), ...inside(5), ...beyond(5), ...inside(5)])
    await measured('ph', Array<number>(10).fill(2), { flag: 4 })
    const latching = site({ rules: { limit: { latch: true } } })
    const report = await rehearse(latching)
    expect(report.unchanged).toBe(report.before.raised)
    expect(report.before.raised).toBe(3)
    expect(report.violations).toMatchObject([{ parameter: 'cod', totalMs: 10 * minute, missedMs: 0 }])
  })

  it('lets what still stands do so until the end', async () => {
    await measured('cod', [...inside(5), ...beyond(10)])
    await measured('cod', [240], { first: 16 })
    const { removed } = await rehearse(site({ permit: permit(250) }))
    expect(removed.items).toContainEqual(
      expect.objectContaining({ alarm: 'plant.outlet.cod-limit-high', endedAt: null, peak: 240 }),
    )
  })
})

describe('what a rehearsal costs others', () => {
  const endless = question(site(), { minutes: 1 })

  it('takes one at a time, and ends it when nobody waits for it any more', async () => {
    const leaving = new AbortController()
    const first = rehearsals.rehearse(endless, leaving.signal)
    expect(await rehearsals.rehearse(endless, new AbortController().signal)).toBe('busy')
    leaving.abort()
    expect(await first).toBe('left')
    expect(await rehearsals.rehearse(endless, AbortSignal.abort())).toBe('left')
    expect(await rehearse(site())).toMatchObject({ readings: 0 })
  })

  it('gives up after its time, and ends with whoever opened it', async () => {
    const hasty = scope.add(openRehearsals({ store: settings, limitMs: 1 }))
    expect(await hasty.rehearse(endless, new AbortController().signal)).toBe('late')
    const under = rehearsals.rehearse(endless, new AbortController().signal)
    await rehearsals.close()
    expect(await under).toBe('left')
  })

  it('says that the store does not answer', async () => {
    const INFLUX_URL = 'http://127.0.0.1:9'
    const away = scope.add(openRehearsals({ store: { ...settings, STORE: 'influx1', INFLUX_URL } }))
    const asked = away.rehearse(endless, new AbortController().signal)
    await expect(asked).rejects.toBeInstanceOf(StoreUnavailable)
  })

  it('keeps the thread that serves others free', async () => {
    await measured(
      'cod',
      Array.from({ length: 20_000 }, (_, n) => 100 + (n % 100)),
    )
    const delays = monitorEventLoopDelay({ resolution: 5 })
    delays.enable()
    const report = await rehearse(site({ permit: permit(120) }), { minutes: 20_001 })
    delays.disable()
    expect(report.readings).toBe(20_000)
    expect(delays.percentile(90) / 1e6).toBeLessThan(100)
  })
})
