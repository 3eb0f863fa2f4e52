import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Draft, openJournal } from '@jernih/journal'
import { createLog, createScope, type Scope } from '@jernih/runtime'
import { Registry } from 'prom-client'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  buffered,
  inlet,
  mark,
  minute,
  nine,
  outlet,
  plantSite,
  reading,
  siteFile,
  started,
  state,
} from './testing/plant.ts'
import { startWatch } from './watch.ts'

const log = createLog('silent')
const discharging = {
  outlet: { discharging: { flowAbove: 0.1 }, parameters: { cod: {}, flow: {} } },
}
const begin = [started(0), siteFile(0, plantSite(discharging))]

let scope: Scope
let directory: string
beforeEach(async () => {
  scope = createScope(log)
  directory = await mkdtemp(join(tmpdir(), 'jernih-overview-'))
})
afterEach(async () => {
  await scope.close()
  await rm(directory, { recursive: true })
})

async function open() {
  const journal = await openJournal({ directory, log, consumers: ['watch'] })
  const watch = await startWatch({ journal, directory, log, metrics: new Registry() })
  const opened = scope.add({
    async close() {
      await watch.close()
      await journal.close()
    },
  })
  return {
    ...{ watch, close: () => opened.close() },
    async take(...drafts: Draft[]) {
      const ends = await Promise.all(drafts.map((draft) => journal.append(draft)))
      await watch.reached(Math.max(...ends))
    },
  }
}

/** A minute of discharge of 1 m³/h. */
const discharge = (at: number, cod: number) =>
  buffered(at, [
    { parameter: 'cod', value: cod, at },
    { parameter: 'flow', value: 1, at },
  ])
const hour = (first: number, cod: number) => Array.from({ length: 60 }, (_, n) => discharge(first + n, cod))

it('R4: weighs what leaves beyond the limit, and goes on after a restart as though there had been none', async () => {
  const one = await open()
  await one.take(...begin, ...hour(1, 210))
  await one.close()
  const two = await open()
  await two.take(...hour(61, 210))
  const [plant] = await two.watch.overview(nine + 121 * minute)
  const excess = plant?.points.find(({ point }) => point === outlet)?.excess
  expect(excess).toMatchObject([{ parameter: 'cod', lateReadings: 0, unmeasuredMs: (9 * 60 + 1) * minute }])
  expect(excess?.[0]?.kg).toBeCloseTo(0.12, 9)
})

it('takes no failed reading for water, and says how long nothing was measured', async () => {
  const { watch, take } = await open()
  await take(...begin, ...hour(1, 210))
  for (let at = 61; at <= 70; at++) {
    await take(reading('cod', 9_000, { at, flag: 4 }), reading('flow', 1, { at }))
  }
  const [plant] = await watch.overview(nine + 71 * minute)
  const excess = plant?.points[0]?.excess[0]
  expect(excess?.kg).toBeCloseTo((60 / 1_000) * (62 / 60), 9)
  expect(excess?.unmeasuredMs).toBe((9 * 60 + 1 + 8) * minute)
})

it('tells the alarms that stand, and those that want to be seen', async () => {
  const { watch, take } = await open()
  await take(...begin, ...hour(1, 210))
  expect(await watch.overview(nine + 61 * minute)).toMatchObject([
    {
      site: 'plant',
      standing: [{ kind: 'limit-high', parameter: 'cod' }],
      unacknowledged: 1,
      points: [{ point: 'outlet', doing: 'running', flowing: true }, { flowing: null }],
    },
  ])
  await take(...[61, 62, 63, 64].map((at) => discharge(at, 60)))
  expect(await watch.overview(nine + 64 * minute)).toMatchObject([{ standing: [], unacknowledged: 1 }])
})

const coverageOf = (all: readonly { point: string }[]) => all.find(({ point }) => point === outlet)
const at = (minutes: number) => nine + minutes * minute

it('says up to when a device has sent everything: a buffered hour fills the gap, in any order', async () => {
  const { watch, take } = await open()
  await take(...begin, discharge(1, 90), discharge(60, 90))
  const open60 = { newestAt: at(60), gaps: [{ from: at(1), to: at(60) }] }
  expect(coverageOf(watch.coverage())).toMatchObject(open60)
  const missing = Array.from({ length: 58 }, (_, n) => discharge(2 + n, 90)).map((draft) => {
    return { ...draft, receivedAt: at(61) }
  })
  await take(...missing.slice(30).toReversed(), ...missing.slice(0, 20))
  expect(coverageOf(watch.coverage())).toMatchObject({ gaps: [{ from: at(21), to: at(32) }] })
  await take(...missing.slice(20, 30))
  expect(coverageOf(watch.coverage())).toMatchObject({ newestAt: at(60), gaps: [] })
})

it('remembers an open gap over a restart, and takes rest for none', async () => {
  const one = await open()
  await one.take(...begin, discharge(1, 90), discharge(30, 90), state(31, 'stopped'))
  await one.take(state(90, 'running'), discharge(91, 90))
  const before = one.watch.coverage()
  expect(coverageOf(before)).toMatchObject({ newestAt: at(91), gaps: [{ from: at(1), to: at(30) }] })
  await one.close()
  expect((await open()).watch.coverage()).toEqual(before)
})

it('R4: forgets what was measured in a time to come with the clock, also over a restart', async () => {
  const one = await open()
  await one.take(...begin, discharge(300, 90), reading('cod', 90, { at: 10 }))
  await one.close()
  const { watch, take } = await open()
  await take(reading('cod', 90, { at: 30 }))
  expect(coverageOf(watch.coverage())).toMatchObject({
    newestAt: at(30),
    gaps: [{ from: at(10), to: at(30) }],
  })
})

describe('while a person says that a point is busy otherwise', () => {
  it.each(['maintenance', 'calibration', 'stopped'] as const)('%s: nothing is missing', async (doing) => {
    const { watch, take } = await open()
    await take(...begin, discharge(1, 90), mark(2, doing), mark(60, 'running'), discharge(61, 90))
    expect(coverageOf(watch.coverage())).toMatchObject({ newestAt: at(61), gaps: [] })
  })

  it('what did not come before is missing, and what did not come after', async () => {
    const { watch, take } = await open()
    await take(...begin, discharge(1, 90), mark(30, 'maintenance', { until: 40 }), discharge(60, 90))
    const before = { from: at(1), to: at(30) }
    const after = { from: at(40), to: at(60) }
    expect(coverageOf(watch.coverage())).toMatchObject({ gaps: [before, after] })
  })

  it('a buffer from before it fills what was missing, though nothing newer came', async () => {
    const { watch, take } = await open()
    await take(...begin, discharge(1, 90), mark(30, 'stopped'))
    const missing = Array.from({ length: 28 }, (_, n) => ({ ...discharge(2 + n, 90), receivedAt: at(35) }))
    await take(...missing.slice(0, 20))
    expect(coverageOf(watch.coverage())).toMatchObject({ gaps: [{ from: at(21), to: at(30) }] })
    await take(...missing.slice(20))
    expect(coverageOf(watch.coverage())).toMatchObject({ newestAt: at(29), gaps: [] })
  })

  it('its site is told as that, until they say that it runs', async () => {
    const { watch, take } = await open()
    const doing = async () => (await watch.overview(at(5)))[0]?.points.map((point) => point.doing)
    await take(...begin, discharge(1, 90), mark(2, 'stopped'), mark(2, 'maintenance', { point: inlet }))
    expect(await doing()).toEqual(['stopped', 'maintenance'])
    await take(mark(4, 'running'))
    expect(await doing()).toEqual(['running', 'maintenance'])
  })
})

it('waits for a device that forgot its calibration no longer than for the longest one', async () => {
  const { watch, take } = await open()
  await take(...begin, discharge(1, 90), state(2, 'calibration'), discharge(600, 90))
  expect(coverageOf(watch.coverage())).toMatchObject({ gaps: [{ to: at(600) }] })
})

it('forgets gaps that lie ahead once the clock was set back', async () => {
  const { watch, take } = await open()
  await take(...begin, discharge(100, 90), discharge(160, 90), started(200), started(10), discharge(11, 90))
  expect(coverageOf(watch.coverage())).toMatchObject({ newestAt: at(11), gaps: [] })
})
