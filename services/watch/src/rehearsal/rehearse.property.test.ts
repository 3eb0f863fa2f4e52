import type { AlarmKind, Flag, JudgedReading, Site } from '@jernih/domain'
import type { Draft } from '@jernih/journal'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createDryWatch } from '../dry-watch.ts'
import { buffered, minute, nine, outlet, plantSite, siteFile, started, tick } from '../testing/plant.ts'
import { createEpisodes } from './episodes.ts'
import { rehearse } from './rehearse.ts'
import type { RehearsedEpisode } from './report.ts'
import { createStage } from './stage.ts'

const moment = fc.record({
  cod: fc.oneof(fc.double({ min: 80, max: 220, noNaN: true }), fc.constantFrom(150, 147, 151)),
  ph: fc.double({ min: 4, max: 11, noNaN: true }),
  flag: fc.constantFrom<Flag>(1, 1, 1, 2, 3, 4),
  gapMinutes: fc.constantFrom(1, 1, 1, 2, 5, 90),
})
const history = fc.array(moment, { maxLength: 120 }).map((moments) => {
  let at = nine
  return moments.map(({ cod, ph, flag, gapMinutes }): JudgedReading[] => {
    at += gapMinutes * minute
    const judged = { at, flag, tests: '11111', late: false, repeat: 'no' } as const
    return [
      { ...judged, parameter: 'cod', value: cod },
      { ...judged, parameter: 'ph', value: ph },
    ]
  })
})

const delay = fc.oneof(fc.constant('instant'), fc.integer({ min: 1, max: 600 }))
const delays = {
  onDelaySeconds: delay,
  offDelaySeconds: delay,
  deadbandPercent: fc.integer({ min: 0, max: 10 }),
}
const tuning = fc.record({ ...delays, latch: fc.boolean() }, { requiredKeys: [] })
const rules = fc.record({ limit: tuning, approaching: tuning })
/** Nobody acknowledges what latches but in a rehearsal. */
const unlatched = fc.record({ limit: fc.record(delays), approaching: fc.record(delays) }).map(siteWith)
const windows = {
  repeated: { count: 2, of: 4 },
  mean2Minutes: {},
  meanHour: {},
  rate: { risingPerHour: 400 },
}

const site = rules.map(siteWith)

function siteWith(how: object): Site {
  const whole = plantSite({ rules: how, outlet: { parameters: { cod: { windows }, ph: {} } } })
  return { ...whole, points: whole.points.filter(({ id }) => id === outlet) }
}

async function* told(moments: readonly JudgedReading[][]) {
  yield* moments
}

const span = { from: nine, to: nine + 20_000 * minute }

it('an unchanged rule changes nothing', async () => {
  await fc.assert(
    fc.asyncProperty(site, history, async (present, moments) => {
      const report = await rehearse({ present, changed: present, ...span }, told(moments))
      const { added, removed, longer, shorter, unchanged, before, after, violations } = report
      expect([added, removed, longer, shorter].map(({ count }) => count)).toEqual([0, 0, 0, 0])
      expect(after).toEqual(before)
      expect(unchanged).toBe(before.raised)
      for (const { missedMs, gainedMs } of violations) expect([missedMs, gainedMs]).toEqual([0, 0])
    }),
    { numRuns: 60 },
  )
})

it('each episode is kept, added or removed, and each minute of violation told or not', async () => {
  await fc.assert(
    fc.asyncProperty(site, site, history, async (present, changed, moments) => {
      const report = await rehearse({ present, changed, ...span }, told(moments))
      const { added, removed, longer, shorter, unchanged, before, after, violations } = report
      const kept = longer.count + shorter.count + unchanged
      expect(kept + removed.count).toBe(before.raised)
      expect(kept + added.count).toBe(after.raised)
      for (const { totalMs, toldBeforeMs, toldAfterMs, missedMs, gainedMs } of violations) {
        expect(toldAfterMs).toBe(toldBeforeMs - missedMs + gainedMs)
        expect(Math.max(toldBeforeMs, toldAfterMs)).toBeLessThanOrEqual(totalMs)
      }
    }),
    { numRuns: 60 },
  )
})

/** What a watch that was there at the time, with its ticks and silences, made of the same readings. */
function watched(present: Site, moments: readonly JudgedReading[][]) {
  const watch = createDryWatch()
  const episodes = createEpisodes()
  let offset = 0
  const take = (draft: Draft) => {
    for (const change of watch.take([{ ...draft, offset: offset++ }]))
      if (!leftOut.has(change.alarm.kind)) episodes.take(change, draft.receivedAt)
  }
  take(started(0))
  take(siteFile(0, present))
  let now = 0
  for (const readings of moments) {
    const at = ((readings[0]?.at ?? nine) - nine) / minute
    for (; now < at; now += 0.5) take(tick(now))
    const told = readings.map((reading) => ({ ...reading, at }))
    take(buffered(at, told))
  }
  return episodes.all
}

/** The peak of what stands is not told yet. */
const ended = (episode: RehearsedEpisode) => (episode.endedAt === null ? { ...episode, peak: null } : episode)

const leftOut: ReadonlySet<AlarmKind> = new Set(['no-data', 'device-offline', 'clock-skew', 'power-cut'])

it('tells of the present rules what the watch told, but for what the store cannot know', async () => {
  await fc.assert(
    fc.asyncProperty(unlatched, history, async (present, moments) => {
      const { all: rehearsed, take } = createEpisodes()
      const stage = createStage(present, nine, take)
      for (const readings of moments) stage.take(readings)
      expect(rehearsed.map(ended)).toEqual(watched(present, moments).map(ended))
    }),
  )
})
