import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { AlarmStanding } from '@jernih/domain'
import { createLog, createScope, openDatabase, type Scope, systemClock } from '@jernih/runtime'
import { Registry } from 'prom-client'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openAlarms } from '../migrations.ts'
import { plantSite } from '../testing/plant.ts'
import { openAlarmHealth } from './open-alarm-health.ts'

const minute = 60_000
const day = 86_400_000
const now = Date.parse('2026-11-24T12:00:00+07:00')
const site = plantSite()

let scope: Scope
let directory: string

beforeEach(async () => {
  scope = createScope(createLog('silent'))
  directory = await mkdtemp(join(tmpdir(), 'jernih-health-'))
  scope.add({ close: () => rm(directory, { recursive: true }) })
})
afterEach(() => scope.close())

interface Row {
  raisedAt: number
  name?: string
  endedAt?: number | null
  acknowledgedAt?: number
  state?: AlarmStanding['state']
  raisedAs?: AlarmStanding['state']
  of?: string
}

/** Writes episodes into the `alarms.db` of a watch. */
async function write(rows: readonly Row[]): Promise<void> {
  const database = await openAlarms(openDatabase, join(directory, 'alarms.db'))
  const whole = rows.map(({ raisedAt, name = 'cod-limit-high', endedAt = raisedAt + minute, ...row }, n) => ({
    id: `${row.of ?? site.id}.outlet.${name}.${n % 2 ? n : `${n}-1`}`,
    site: row.of ?? site.id,
    kind: name.replace(/^[^-]*-/, ''),
    state: row.state ?? (row.acknowledgedAt === undefined ? 'returned-unacknowledged' : 'normal'),
    raisedAt,
    endedAt,
    raisedAs: row.raisedAs ?? 'unacknowledged-active',
    acknowledgement:
      row.acknowledgedAt === undefined ? null : { at: row.acknowledgedAt, by: 'ani', note: null },
  }))
  await database.transaction([
    {
      sql: `INSERT INTO alarm (id, site, kind, state, active, acknowledged, shelved, since, raised_at, ended_at, json)
        VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?)`,
      rows: whole.map(({ id, site, kind, state, raisedAt, endedAt, acknowledgement }) => [
        ...[id, site, kind, state, Number(endedAt === null), Number(acknowledgement !== null)],
        ...[raisedAt, raisedAt, endedAt, JSON.stringify({ id, priority: 'high', acknowledgement })],
      ]),
    },
    {
      sql: 'INSERT INTO transition (id, alarm, n, json) VALUES (?, ?, 1, ?)',
      rows: whole.map(({ id, raisedAs }) => [`${id}.1`, id, JSON.stringify({ after: { state: raisedAs } })]),
    },
  ])
  await database.close()
}

function open(withheld: AlarmStanding['state'][] = []) {
  const alarms = withheld.map((state) => ({ site: site.id, state }) as AlarmStanding)
  return scope.add(
    openAlarmHealth({
      directory,
      watch: { withheld: () => alarms, onStep: () => () => {} },
      sites: { get: () => site },
      clock: systemClock,
      metrics: new Registry(),
    }),
  )
}

const window = { from: now - day, to: now, now, operators: 1 }

it('reads a site’s episodes from the alarms on disk, and what is now', async () => {
  await write([
    { raisedAt: now - 3 * day, endedAt: null, state: 'unacknowledged-active', name: 'ph-limit-low' },
    { raisedAt: now - 2 * day, endedAt: null, state: 'shelved', name: 'tss-limit-high' },
    { raisedAt: now - 5 * 60 * minute, acknowledgedAt: now - 4 * 60 * minute },
    { raisedAt: now - 60 * minute, raisedAs: 'out-of-service' },
    { raisedAt: now - 30 * minute, endedAt: null, state: 'acknowledged-active', acknowledgedAt: now },
    { raisedAt: now - 10 * minute, of: 'another-site' },
  ])
  const report = await open(['shelved', 'shelved', 'suppressed-by-design', 'out-of-service']).report(
    site,
    window,
  )
  expect(report).toMatchObject({
    raised: 2,
    withheld: 1,
    acknowledgement: { acknowledged: 2, medianMs: 30 * minute },
    standing: 2,
    staleCount: 1,
    stale: [{ id: `${site.id}.outlet.ph-limit-low.0-1`, state: 'unacknowledged-active', priority: 'high' }],
    unacknowledged: {
      count: 2,
      oldest: { id: `${site.id}.outlet.ph-limit-low.0-1`, raisedAt: now - 3 * day },
    },
    worst: [{ id: `${site.id}.outlet.cod-limit-high`, episodes: 2, share: 1 }],
    shelved: 2,
    suppressed: 1,
    outOfService: 1,
  })
})

it('takes the off-delay of the site’s file out of what a fleeting alarm lasted', async () => {
  await write(
    Array.from({ length: 4 }, (_, n) => ({
      raisedAt: now - n * 120 * minute - minute,
      endedAt: now - n * 120 * minute + 2 * minute,
    })),
  )
  const report = await open().report(site, window)
  expect(report).toMatchObject({ worst: [{ advice: { finding: 'fleeting', longerBySeconds: 60 } }] })
})

it('knows a flood that began before the window', async () => {
  const from = now - day
  await write(Array.from({ length: 40 }, (_, n) => ({ raisedAt: from + (n - 20) * 30_000 })))
  const report = await open().report(site, window)
  expect(report).toMatchObject({
    raised: 20,
    floodCount: 1,
    floods: [{ from: from - 5 * minute, raised: 30 }],
  })
})

it('answers many at once, one after the other, and a crowd not at all', async () => {
  await write([])
  const health = open()
  const reports = await Promise.all(Array.from({ length: 70 }, () => health.report(site, window)))
  expect(reports.filter((report) => report === 'busy')).toHaveLength(6)
  expect(await health.report(site, window)).toMatchObject({ raised: 0 })
})

it('answers the next question after one that failed', async () => {
  const health = open()
  await expect(health.report(site, window)).rejects.toThrow('unable to open')
  await write([])
  expect(await health.report(site, window)).toMatchObject({ raised: 0 })
})

it('tells of 100,000 episodes in seconds, and holds up nothing meanwhile', async () => {
  const parameters = ['ph', 'cod', 'tss', 'nh3n', 'temperature', 'flow']
  await write(
    Array.from({ length: 100_000 }, (_, n) => ({
      raisedAt: now - 31 * day + n * 26_000,
      name: `${parameters[n % 6]}-limit-high`,
      ...(n % 3 === 0 ? { acknowledgedAt: now - 31 * day + n * 26_000 + 5 * minute } : {}),
    })),
  )
  const health = open()
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  const started = performance.now()
  const report = await health.report(site, { ...window, from: now - 31 * day })
  const tookMs = performance.now() - started
  delay.disable()
  expect(report).toMatchObject({ raised: 100_000, acknowledgement: { acknowledged: 33_334 } })
  expect(tookMs).toBeLessThan(8_000)
  expect(delay.max / 1e6).toBeLessThan(500)
})

it('closes while a question is under way', async () => {
  await write([])
  const health = open()
  const asked = health.report(site, window).then(
    () => 'answered',
    (error: Error) => error.message,
  )
  await health.close()
  expect(await asked).toMatch(/answered|closed|ended/)
  await expect(health.report(site, window)).rejects.toThrow('closed')
})
