import type { Alarm, Parameter, Transition } from '@jernih/domain'
import { startHistorian } from '@jernih/historian'
import { type Story, type StoryName, textileLimits } from '@jernih/ipal'
import type { Journal } from '@jernih/journal'
import { createLog } from '@jernih/runtime'
import { openSqliteStore, type StoredReading } from '@jernih/store'
import { startWatch, type Watch } from '@jernih/watch'
import { Registry } from 'prom-client'
import { describe, expect, it } from 'vitest'
import { freshDirectory, recordSimulation } from './simulated-journal.ts'

const log = createLog('silent')
/** Tuesday 24 November 2026, from midnight to midnight in Mojokerto. */
const from = Date.parse('2026-11-24T00:00:00+07:00')
const to = Date.parse('2026-11-25T00:00:00+07:00')
const story = (name: StoryName, time: string): Story => ({
  name,
  at: Date.parse(`2026-11-24T${time}:00+07:00`),
})
const hardDay = [
  story('acid-bypass', '09:30'),
  story('lorod-bypass', '13:10'),
  story('power-cut', '15:00'),
  story('link-cut', '17:00'),
  story('clock-skew', '19:00'),
]

describe('a hard day at the virtual plant', () => {
  it('R4: gives the same alarms wherever the watch was stopped and started', {
    timeout: 120_000,
  }, async () => {
    const { journal } = await recordSimulation({
      directory: await freshDirectory(),
      seed: 7,
      from,
      to,
      stories: hardDay,
    })
    const undisturbed = await alarmsAfter(journal, [])
    const stops = Array.from({ length: 10 }, () => Math.floor(Math.random() * journal.head())).sort(
      (a, b) => a - b,
    )
    expect(undisturbed.flatMap(({ transitions }) => transitions).length).toBeGreaterThan(10)
    expect(await alarmsAfter(journal, stops), `stopped at ${stops}`).toEqual(undisturbed)
    await journal.close()
  })

  it('finds every true violation that lasts, and none on a day without a story', {
    timeout: 120_000,
  }, async () => {
    const { journal, truth } = await recordSimulation({
      directory: await freshDirectory(),
      seed: 7,
      from,
      to,
      stories: hardDay,
    })
    const raised = (await alarmsAfter(journal, [])).map(({ alarm }) => alarm)
    await journal.close()
    // The optical COD and TSS sensors take ten minutes to show 90 % of a change.
    const lasting = truth.filter(
      ({ kind, from: begin, to: end, point }) =>
        point === 'outlet' && kind?.startsWith('limit') && end - begin > 15 * 60_000,
    )
    expect(lasting.length).toBeGreaterThan(0)
    const missed = lasting.filter(
      ({ parameter, kind, to: end }) =>
        !raised.some((alarm) => alarm.parameter === parameter && alarm.kind === kind && alarm.since <= end),
    )
    expect(missed).toEqual([])

    const calm = await recordSimulation({ directory: await freshDirectory(), seed: 7, from, to, stories: [] })
    const calmAlarms = (await alarmsAfter(calm.journal, [])).map(({ alarm }) => alarm)
    expect(
      calmAlarms.filter(({ kind, site }) => kind.startsWith('limit') && site === 'mojokerto-batik'),
    ).toEqual([])
    await calm.journal.close()
  })

  it('R5: stores the same series when messages come twice and out of order', {
    timeout: 120_000,
  }, async () => {
    const ordered = await storedAfter(await freshDirectory(), [])
    const disturbed = await storedAfter(await freshDirectory(), [
      story('duplicates', '10:00'),
      story('reordering', '12:00'),
    ])
    expect(disturbed.size).toBeGreaterThan(5_000)
    expect(disturbed).toEqual(ordered)
  })
})

/** The whole alarm history, by a watch that is stopped when it has reached each of `stops`, and started again. */
async function alarmsAfter(journal: Journal, stops: readonly number[]) {
  const directory = await freshDirectory()
  for (const stop of stops) {
    const watch = await startWatch({ journal, directory, log, metrics: new Registry() })
    await watch.reached(stop)
    await watch.close()
  }
  const watch = await startWatch({ journal, directory, log, metrics: new Registry() })
  await watch.reached(journal.head())
  const history = await everyAlarm(watch)
  await watch.close()
  return history
}

async function everyAlarm(watch: Watch): Promise<{ alarm: Alarm; transitions: Transition[] }[]> {
  const { alarms } = await watch.list({ limit: 1_000 })
  const found = await Promise.all(alarms.map(({ id }) => watch.get(id)))
  return found.filter((each) => each !== null)
}

/** What the store holds of the outlet after such a day: value by series and time. */
async function storedAfter(directory: string, stories: readonly Story[]): Promise<Map<string, number>> {
  const { journal } = await recordSimulation({ directory, seed: 7, from, to, stories })
  const store = await openSqliteStore({ directory })
  const historian = await startHistorian({ journal, store, log, metrics: new Registry(), directory })
  await expect.poll(async () => (await historian.lag()).entries, { timeout: 30_000 }).toBe(0)
  const stored = new Map<string, number>()
  for (const parameter of [...Object.keys(textileLimits), 'flow'] as Parameter[]) {
    const series = { site: 'mojokerto-batik', point: 'outlet', parameter } as Pick<
      StoredReading,
      'site' | 'point' | 'parameter'
    >
    const { buckets } = await store.read({
      ...series,
      from,
      to: to + 3_600_000,
      maxPoints: 10_000,
      resolution: 'raw',
    })
    for (const { at, mean } of buckets) stored.set(`${parameter} ${at}`, mean)
  }
  await historian.close()
  await store.close()
  await journal.close()
  return stored
}
