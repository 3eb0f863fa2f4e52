import { cp, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Alarm, alarmName } from '@jernih/domain'
import { type Draft, type Journal, openJournal } from '@jernih/journal'
import { createLog, createScope, type Scope } from '@jernih/runtime'
import { Registry } from 'prom-client'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import {
  act,
  inlet,
  minute,
  nine,
  outlet,
  plant,
  plantSite,
  reading,
  siteFile,
  started,
  tick,
} from './testing/plant.ts'
import { JournalTooShort, startWatch, type Watch, type WatchStep } from './watch.ts'

const log = createLog('silent')
let scope: Scope
let directory: string
let journal: Journal

beforeEach(async () => {
  scope = createScope(log)
  directory = await mkdtemp(join(tmpdir(), 'jernih-watch-'))
  journal = await open(directory)
})
afterEach(() => scope.close())

async function open(place: string): Promise<Journal> {
  return scope.add(await openJournal({ directory: place, log, consumers: ['watch'] }))
}

async function start(place = directory, from = journal, metrics = new Registry()): Promise<Watch> {
  return scope.add(await startWatch({ journal: from, directory: place, log, metrics }))
}

async function append(...drafts: Draft[]): Promise<number> {
  const offsets = await Promise.all(drafts.map((draft) => journal.append(draft)))
  return Math.max(...offsets)
}

const begin = [started(0), siteFile(0, plantSite())]
const violation = [1, 2].map((at) => reading('cod', 200, { at }))
const recovery = [3, 4, 5].map((at) => reading('cod', 100, { at }))
const name = (alarm: Alarm | undefined) => alarm && alarmName(alarm)

it('tells a step, then answers for it, then keeps it', async () => {
  const watch = await start()
  const steps: WatchStep[] = []
  watch.onStep((step) => steps.push(step))
  const end = await append(...begin, ...violation)
  await watch.reached(end)

  expect(steps.flatMap((step) => step.alarms).map(({ transition }) => transition.step)).toEqual(['raised'])
  expect(steps.at(-1)?.latest()).toMatchObject([{ parameter: 'cod', value: 200, at: nine + 2 * minute }])
  const [alarm] = (await watch.list({ status: 'active', limit: 10 })).alarms
  expect(alarm).toMatchObject({ kind: 'limit-high', value: 200, limit: { value: 150, unit: 'mg/L' } })
  expect((await watch.get(alarm?.id ?? ''))?.transitions).toMatchObject([
    { id: `${alarm?.id}.1`, value: 200 },
  ])
  expect(watch.cursor()).toBe(end)
  await vi.waitFor(() => expect(journal.cursor('watch')).toBe(end))
})

it('goes on where it stopped: alarms, newest readings, and nothing told twice', async () => {
  const first = await start()
  await first.reached(await append(...begin, ...violation))
  await first.close()

  const second = await start()
  const steps: WatchStep[] = []
  second.onStep((step) => steps.push(step))
  expect(second.latest()).toMatchObject([{ parameter: 'cod', value: 200, flag: 1, tests: '11111' }])
  await second.reached(await append(...recovery))
  expect(steps.flatMap((step) => step.alarms).map(({ transition }) => transition.step)).toEqual(['cleared'])
  const { alarms } = await second.list({ status: 'cleared', limit: 10 })
  expect(alarms).toMatchObject([{ raisedAt: nine + 2 * minute, clearedAt: nine + 5 * minute, peak: 200 }])
  expect((await second.get(alarms[0]?.id ?? ''))?.transitions).toHaveLength(2)
})

it('takes what people do to alarms, over ones too', async () => {
  const watch = await start()
  await watch.reached(await append(...begin, ...violation))
  const id = (await watch.list({ limit: 1 })).alarms[0]?.id ?? ''
  await watch.reached(
    await append(...recovery, act(6, id, 'acknowledge'), act(6, 'no-such-alarm', 'acknowledge')),
  )
  const found = await watch.get(id)
  expect(found?.alarm).toMatchObject({ status: 'cleared', acknowledgement: { by: 'siti', note: 'seen' } })
  expect(found?.transitions.map(({ step }) => step)).toEqual(['raised', 'cleared', 'acknowledged'])
  await watch.reached(await append(act(7, id, 'acknowledge')))
  expect((await watch.get(id))?.transitions).toHaveLength(3)
})

it('lists by status, site, kind and time, a page at a time', async () => {
  const watch = await start()
  const many = [0, 1, 2].flatMap((hour) =>
    [200, 200, 100, 100, 100].map((value, n) => reading('cod', value, { at: hour * 60 + n + 1 })),
  )
  await watch.reached(
    await append(
      ...begin,
      ...many,
      tick(183.9),
      reading('cod', 200, { at: 184 }),
      reading('cod', 200, { at: 185 }),
    ),
  )
  const all = { kind: 'limit-high', limit: 10 } as const
  const hours = async (query: object) =>
    (await watch.list({ ...all, ...query })).alarms.map(({ since }) => (since - nine) / minute)

  expect(await hours({})).toEqual([184, 121, 61, 1])
  expect(await hours({ status: 'active' })).toEqual([184])
  expect(await hours({ status: 'cleared' })).toEqual([121, 61, 1])
  expect(await hours({ status: 'acknowledged' })).toEqual([])
  expect(await hours({ site: plant, from: nine + 62 * minute, to: nine + 122 * minute })).toEqual([121, 61])
  expect(await hours({ site: 'other' })).toEqual([])
  expect(await hours({ site: plant, point: outlet, to: nine + 62 * minute })).toEqual([61, 1])
  expect(await hours({ point: inlet })).toEqual([])
  expect(await hours({ cursor: 'nonsense' })).toEqual([])

  const first = await watch.list({ ...all, limit: 3 })
  expect(first.alarms).toHaveLength(3)
  const rest = await watch.list({ ...all, limit: 3, cursor: first.next ?? '' })
  expect(rest.alarms.map(({ since }) => (since - nine) / minute)).toEqual([1])
  expect(rest.next).toBeNull()
})

it('says how far it is, and what is active', async () => {
  const metrics = new Registry()
  const watch = await start(directory, journal, metrics)
  await watch.reached(await append(...begin, ...violation, reading('cod', 1, { at: 0.5, received: 3 })))
  const text = await metrics.metrics()
  expect(text).toContain('jernih_watch_lag_entries 0')
  expect(text).toContain('jernih_alarms_active{kind="limit-high",priority="high"} 1')
  expect(text).toContain('jernih_watch_late_readings_total 1')
  expect(text).toContain('jernih_alarm_transitions_total{kind="limit-high",step="raised"} 1')
})

it('goes on for the others when a listener fails', async () => {
  const watch = await start()
  const heard = vi.fn()
  watch.onStep(() => {
    throw new Error('a broken listener')
  })
  const stop = watch.onStep(heard)
  await watch.reached(await append(...begin, ...violation))
  expect(heard).toHaveBeenCalled()
  stop()
  heard.mockClear()
  await watch.reached(await append(...recovery))
  expect(heard).not.toHaveBeenCalled()
  expect(name((await watch.list({ limit: 1 })).alarms[0])).toBe('cod-limit-high')
})

it('refuses the alarms of another journal', async () => {
  const watch = await start()
  await watch.reached(await append(...begin))
  await watch.close()
  const elsewhere = await mkdtemp(join(tmpdir(), 'jernih-watch-'))
  await cp(join(directory, 'alarms.db'), join(elsewhere, 'alarms.db'))
  await expect(start(elsewhere, await open(elsewhere))).rejects.toThrow(JournalTooShort)
})
