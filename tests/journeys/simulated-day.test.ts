import type { Alarm, Parameter } from '@jernih/domain'
import { startHistorian } from '@jernih/historian'
import { createRandom, type Story, type StoryName, textileLimits } from '@jernih/ipal'
import type { Journal } from '@jernih/journal'
import { createLog } from '@jernih/runtime'
import { openSqliteStore, type StoredReading } from '@jernih/store'
import { Registry } from 'prom-client'
import { describe, expect, it } from 'vitest'
import { episodeOf } from '../scores/episodes.ts'
import { isApproach, nameOf, type Score, score } from '../scores/score.ts'
import { missedOf } from '../scores/tally.ts'
import { alarmsAfter } from './alarms-after.ts'
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
  story('acid-bypass', '08:30'),
  story('clock-skew', '10:30'),
  story('lorod-bypass', '12:45'),
  story('power-cut', '14:00'),
  story('link-cut', '15:10'),
  story('frozen-sensor', '16:30'),
]

describe('a hard day at the virtual plant', () => {
  it('R4: gives the same alarms wherever the watch was stopped and started', {
    timeout: 120_000,
  }, async () => {
    const { journal } = await record({ seed: 7, stories: hardDay })
    const undisturbed = await alarmsAfter(journal, [])
    const moments = undisturbed.flatMap(({ transitions }) => transitions.map(({ offset }) => offset))
    expect(moments.length).toBeGreaterThan(50)
    const random = createRandom(7, 'stops')
    const stops = [
      ...Array.from({ length: 6 }, () => random.integer(1, journal.head() - 1)),
      // On either side of the entries that moved an alarm.
      ...Array.from({ length: 6 }, () => moments[random.integer(0, moments.length - 1)] ?? 0),
      ...Array.from({ length: 6 }, () => (moments[random.integer(0, moments.length - 1)] ?? 0) + 1),
    ].sort((a, b) => a - b)
    expect(await alarmsAfter(journal, stops), `stopped at ${stops}`).toEqual(undisturbed)
    await journal.close()
  })

  it.each([7, 11, 23])(
    'finds every true violation, fault and silence, and tells of no other (seed %i)',
    {
      timeout: 120_000,
    },
    async (seed) => {
      const { journal, site, truth } = await record({ seed, stories: hardDay })
      const episodes = (await mojokertoAlarms(journal)).map(episodeOf)
      await journal.close()
      const scored = score({ site, episodes, truth })
      expect(new Set(scored.asked.map(({ kind }) => kind))).toEqual(
        new Set([
          ...['limit-low', 'limit-high', 'sensor-failed', 'no-data', 'device-offline', 'clock-skew'],
          'power-cut',
        ]),
      )
      expect(missedOf(scored).map(nameOf)).toEqual([])
      expect(unfoundedOf(scored)).toEqual([])
    },
  )

  it.each([7, 11, 23])(
    'tells of no violation, fault or silence on a day without a story (seed %i)',
    {
      timeout: 120_000,
    },
    async (seed) => {
      const { journal, site, truth } = await record({ seed, stories: [] })
      expect(truth).toEqual([])
      const episodes = (await mojokertoAlarms(journal)).map(episodeOf)
      expect(unfoundedOf(score({ site, episodes, truth }))).toEqual([])
      await journal.close()
    },
  )

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

async function record({ seed, stories }: { seed: number; stories: readonly Story[] }) {
  return recordSimulation({ directory: await freshDirectory(), seed, from, to, stories })
}

/** The alarms of the plant that is simulated; the other site has no device. */
async function mojokertoAlarms(journal: Journal): Promise<Alarm[]> {
  const history = await alarmsAfter(journal, [])
  return history.map(({ alarm }) => alarm).filter(({ site }) => site === 'mojokerto-batik')
}

/** Warnings of an approach aside: there the noise of a sensor decides. */
function unfoundedOf({ told }: Score): string[] {
  return told.filter(({ kind, ground }) => ground !== 'true' && !isApproach(kind)).map(nameOf)
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
