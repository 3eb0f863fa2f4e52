import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Draft, openJournal } from '@jernih/journal'
import { createLog, createScope, type Scope } from '@jernih/runtime'
import { Registry } from 'prom-client'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  begin,
  cod,
  mark,
  minute,
  nine,
  outlet,
  reading,
  started,
  state,
  ticks,
  up,
} from './testing/plant.ts'
import { play } from './testing/play.ts'
import { startWatch } from './watch.ts'

const log = createLog('silent')
const codHigh = 'plant.outlet.cod-limit-high'
const codSteps = (drafts: Draft[]) =>
  play([...begin, ...drafts]).steps.filter((step) => step.startsWith('cod'))
const bad = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, n) => reading('cod', 200, { at: first + n }))

describe('a calibration that a person marked', () => {
  const calibrating = mark(2, 'calibration', { until: 12 })

  it('raises nothing of what is measured in it, and judges again by itself after its end', () => {
    expect(codSteps(up(15, [calibrating, ...bad(3, 14)]))).toEqual(['cod-limit-high raised @13'])
  })

  it('is not undone by the device, which says all the while that it runs', () => {
    const story = [calibrating, ...bad(3, 11), state(3.5, 'running'), state(6.5, 'running')]
    expect(codSteps(up(11, story))).toEqual([])
  })

  it('ends when a person says that it runs', () => {
    const story = [calibrating, ...bad(3, 8), mark(4.5, 'running')]
    expect(codSteps(up(8, story))).toEqual(['cod-limit-high raised @6'])
  })

  it('suppresses a violation that stood before, and gives it back at its end', () => {
    const story = [...bad(0.5, 2.5), mark(3, 'calibration', { until: 8 }), ...bad(3.5, 10.5)]
    expect(codSteps(up(11, story))).toEqual([
      'cod-limit-high raised @1.5',
      'cod-limit-high suppressed @3',
      'cod-limit-high unsuppressed @8',
    ])
  })

  it('covers what was measured in it and comes when it is over', () => {
    const late = bad(3, 9).map((draft) => ({ ...draft, receivedAt: nine + 13 * minute }))
    expect(codSteps(up(14, [calibrating, ...late]))).toEqual([])
  })

  it('owes no data, and silence counts from its end', () => {
    const story = [reading('cod', 100, { at: 1 }), calibrating]
    expect(codSteps(up(16, story))).toEqual(['cod-no-data raised @15'])
  })

  it('lasts as long as the person said, though the device’s own is believed for less', () => {
    expect(codSteps(up(100, [mark(2, 'calibration', { until: 100 }), ...bad(3, 99)]))).toEqual([])
  })

  it('is no longer than that where the clock was set back meanwhile', () => {
    const ahead = 300
    const story = [mark(ahead, 'calibration', { until: ahead + 5 }), reading('cod', 100, { at: 10 })]
    expect(codSteps([...story, ...bad(11, 13)])).toEqual([])
    expect(codSteps([...story, ...bad(11, 17)])).toEqual(['cod-limit-high raised @16'])
  })
})

describe('where the clock was set back meanwhile', () => {
  const ahead = 300
  const standingAt = (at: number, drafts: Draft[]) =>
    play([...begin, ...drafts]).standings(nine + at * minute)[0]

  it('a stop still has no end', () => {
    const story = [mark(ahead, 'stopped'), ...ticks(10, 11)]
    expect(standingAt(11, story)).toMatchObject({ state: 'stopped', saidBy: 'person', until: null })
  })

  it.each([{ since: ahead }, { since: 5 }])('what a person ended is over, begun @$since', ({ since }) => {
    const story = [mark(since, 'stopped'), mark(ahead + 20, 'running'), ...ticks(10, 11)]
    expect(standingAt(11, story)).toMatchObject({ state: 'running', saidBy: 'person' })
  })

  it('what was over by itself is over', () => {
    const story = [
      mark(ahead, 'maintenance', { until: ahead + 5 }),
      ...ticks(ahead, ahead + 6),
      ...ticks(10, 11),
    ]
    expect(standingAt(11, story)).toMatchObject({ state: 'running' })
  })

  it('what a wrong clock alone had ended lasts as long as the person said', () => {
    const story = [mark(5, 'maintenance', { until: 30 }), ...ticks(ahead, ahead + 1), ...ticks(10, 11)]
    expect(standingAt(11, story)).toMatchObject({ state: 'maintenance', until: nine + 30 * minute })
  })

  it.each([
    { story: 'begun and over', drafts: [state(ahead, 'calibration'), state(ahead + 2, 'running')] },
    { story: 'over', drafts: [state(5, 'calibration'), state(ahead, 'running')] },
  ])('a device’s calibration that was $story under a later time excuses no silence', ({ drafts }) => {
    expect(codSteps([...drafts, reading('cod', 100, { at: 10 }), ...ticks(10, 14)])).toEqual([
      'cod-no-data raised @13',
    ])
  })
})

describe('a point that a person stopped', () => {
  it('is silent for as long as nobody says that it runs, and owes data then', () => {
    const story = [...cod(100), mark(2, 'stopped'), state(3, 'running')]
    expect(codSteps(up(60, story))).toEqual([])
    expect(codSteps(up(60, [...story, mark(30, 'running')]))).toEqual(['cod-no-data raised @33'])
  })

  it('is calibrated all the same where its device says so', () => {
    const story = [mark(2, 'stopped'), state(2.5, 'calibration'), ...bad(3, 8)]
    expect(codSteps(up(8, story))).toEqual([])
  })

  it('has what leaves it judged: a stop is no leave to discharge', () => {
    expect(codSteps(up(5, [mark(2, 'stopped'), ...bad(3, 5)]))).toEqual(['cod-limit-high raised @4'])
  })
})

it('a person says that it runs, in place of a device that forgot to', () => {
  const forgotten = [state(1, 'stopped'), mark(2, 'running')]
  expect(codSteps(up(6, forgotten))).toEqual(['cod-no-data raised @5'])
  expect(codSteps(up(9, [...forgotten, state(3, 'stopped')]))).toEqual([])
})

describe('after a restart', () => {
  let scope: Scope
  let directory: string
  beforeEach(async () => {
    scope = createScope(log)
    directory = await mkdtemp(join(tmpdir(), 'jernih-marks-'))
  })
  afterEach(() => scope.close())

  it('R4: a mark stands as it did, with who and why, and what the device says beneath it', async () => {
    const journal = scope.add(await openJournal({ directory, log, consumers: ['watch'] }))
    const drafts = [...begin, state(1, 'running'), mark(2, 'calibration', { until: 12 }), ...ticks(2, 3)]
    await Promise.all(drafts.map((draft) => journal.append(draft)))
    const start = async () => {
      const watch = await startWatch({ journal, directory, log, metrics: new Registry() })
      await watch.reached(journal.head())
      return watch
    }
    await (await start()).close()
    const watch = scope.add(await start())
    const outletAt = (at: number) =>
      watch.pointStandings(nine + at * minute).find(({ point }) => point === outlet)
    expect(outletAt(3)).toMatchObject({
      state: 'calibration',
      saidBy: 'person',
      since: nine + 2 * minute,
      until: nine + 12 * minute,
      by: 'siti',
      reason: 'because',
      device: { state: 'running', since: nine + minute },
    })
    expect(watch.standing(codHigh)).toMatchObject({
      state: 'suppressed-by-design',
      suppression: { cause: 'calibration' },
    })
    expect(outletAt(12)).toMatchObject({ state: 'running', saidBy: 'device', by: null })
    await watch.reached(await journal.append(started(13)))
    expect(watch.withheld()).toEqual([])
  })
})
