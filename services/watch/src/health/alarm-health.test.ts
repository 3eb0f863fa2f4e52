import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Draft, openJournal } from '@jernih/journal'
import { createLog, createScope, type Scope } from '@jernih/runtime'
import { Registry } from 'prom-client'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { act, minute, nine, plantSite, reading, siteFile, started, tick } from '../testing/plant.ts'
import { startWatch } from '../watch.ts'
import { openAlarmHealth } from './open-alarm-health.ts'

const log = createLog('silent')
const site = plantSite()
const cod = 'plant.outlet.cod-limit-high'
const ph = 'plant.outlet.ph-limit-high'
let scope: Scope
beforeEach(() => {
  scope = createScope(log)
})
afterEach(() => scope.close())

/** A watch that has seen `drafts`, at the time of the last of them. */
async function watched(drafts: readonly Draft[]) {
  const directory = await mkdtemp(join(tmpdir(), 'jernih-health-'))
  scope.add({ close: () => rm(directory, { recursive: true }) })
  const journal = scope.add(await openJournal({ directory, log, consumers: ['watch'] }))
  const metrics = new Registry()
  const watch = scope.add(await startWatch({ journal, directory, log, metrics }))
  const now = drafts.at(-1)?.receivedAt ?? nine
  const parts = { sites: { get: () => site }, clock: { now: () => now } }
  const health = scope.add(openAlarmHealth({ ...parts, directory, watch, metrics }))
  const offsets = await Promise.all(drafts.map((draft) => journal.append(draft)))
  await watch.reached(Math.max(...offsets))
  return {
    report: () => health.report(site, { from: now - 1_440 * minute, to: now, now, operators: 1 }),
    async metric(name: string) {
      const { values = [] } = (await metrics.getSingleMetric(name)?.get()) ?? {}
      return values.map(({ value, labels }) => ({ value, ...labels }))
    },
  }
}

/** COD is over its limit from `at` on, so that the alarm comes a minute later, as the journal's entry `offset` + 1. */
const violation = (at: number) => [0, 1].map((n) => reading('cod', 200, { at: at + n }))
const recovery = (at: number) => [0, 1, 2].map((n) => reading('cod', 100, { at: at + n }))
const begin = [started(0), siteFile(0, site)]

it('counts what the watch wrote: two episodes, one of them acknowledged, and one kept from people', async () => {
  const { report, metric } = await watched([
    ...begin,
    ...violation(1),
    act(4, `${cod}.2`, 'acknowledge'),
    ...recovery(5),
    ...violation(10),
    act(12, ph, { shelveUntil: 600 }),
    reading('ph', 12, { at: 20 }),
    reading('ph', 12, { at: 21 }),
    tick(22),
  ])
  expect(await report()).toMatchObject({
    raised: 2,
    withheld: 1,
    acknowledgement: { acknowledged: 1, unacknowledged: 1, medianMs: 2 * minute, longestMs: 11 * minute },
    worst: [{ id: cod, kind: 'limit-high', episodes: 2, share: 1, gapMs: 3 * minute }],
    busiest: { tenMinutes: { count: 2, from: nine + 2 * minute } },
    standing: 1,
    unacknowledged: { count: 1, oldest: { id: `${cod}.8`, raisedAt: nine + 11 * minute } },
    shelved: 1,
  })
  expect(await metric('jernih_alarms_unacknowledged')).toMatchObject([{ value: 1 }])
  expect(await metric('jernih_alarms_stale')).toEqual([{ value: 0 }])
  expect(await metric('jernih_alarm_rate_per_10_minutes')).toEqual([{ value: 2, site: site.id }])
  expect(await metric('jernih_alarm_acknowledge_seconds')).toContainEqual(
    expect.objectContaining({ le: 120, value: 1 }),
  )
})

it('calls stale what stands for more than a day', async () => {
  const { report, metric } = await watched([...begin, ...violation(1), tick(2 + 1_440), tick(3 + 1_440)])
  expect(await report()).toMatchObject({ raised: 0, standing: 1, staleCount: 1 })
  expect(await metric('jernih_alarms_stale')).toEqual([{ value: 1 }])
})
