import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Draft, type Journal, openJournal } from '@jernih/journal'
import { createLog, createScope, type Scope } from '@jernih/runtime'
import { Registry } from 'prom-client'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  act,
  begin,
  cod,
  link,
  plantSite,
  reading,
  siteFile,
  started,
  state,
  tick,
  ticks,
  up,
} from './testing/plant.ts'
import { play } from './testing/play.ts'
import { startWatch } from './watch.ts'

const log = createLog('silent')
const codHigh = 'plant.outlet.cod-limit-high'
const noData = 'plant.outlet.cod-no-data'

let scope: Scope
let directory: string
let journal: Journal
let metrics: Registry
beforeEach(async () => {
  scope = createScope(log)
  directory = await mkdtemp(join(tmpdir(), 'jernih-withholding-'))
  journal = scope.add(await openJournal({ directory, log, consumers: ['watch'] }))
})
afterEach(() => scope.close())

async function start() {
  metrics = new Registry()
  const watch = scope.add(await startWatch({ journal, directory, log, metrics }))
  await watch.reached(journal.head())
  return watch
}

/** What the watch says after a restart, which every one of these must survive. */
async function after(...drafts: Draft[]) {
  await Promise.all(drafts.map((draft) => journal.append(draft)))
  await (await start()).close()
  return start()
}

describe('out of service', () => {
  it('is the alarm’s, with an episode or without, and is counted', async () => {
    const idle = await after(...begin, act(0.5, codHigh, 'out-of-service'))
    expect(idle.standing(codHigh)).toMatchObject({
      state: 'out-of-service',
      outOfService: { by: 'siti', note: 'seen' },
      episode: null,
    })
    expect(idle.withheld().map(({ id }) => id)).toEqual([codHigh])
    expect(await metrics.metrics()).toContain('jernih_alarms_withheld{state="out-of-service"} 1')
    await idle.close()

    const violated = await after(...cod(200, 200))
    const [alarm] = (await violated.list({ state: 'out-of-service', limit: 10 })).alarms
    expect(violated.standing(codHigh)?.episode).toBe(alarm?.id)
    await violated.close()

    const back = await after(act(3, alarm?.id ?? '', 'return-to-service'))
    expect(back.standing(codHigh)).toMatchObject({ state: 'unacknowledged-active', episode: alarm?.id })
    expect(back.withheld()).toEqual([])
  })

  it('does not end by itself, however much time passes', async () => {
    const watch = await after(...begin, act(0.5, codHigh, 'out-of-service'), started(20_000), tick(20_001))
    expect(watch.standing(codHigh)?.state).toBe('out-of-service')
  })

  it('ends with the alarm, where the site’s file no longer has it', async () => {
    const without = plantSite({ outlet: { parameters: { ph: {} } } })
    const gone = await after(...begin, act(0.5, codHigh, 'out-of-service'), siteFile(1, without))
    expect(gone.standing(codHigh)).toBeNull()
    expect(gone.withheld()).toEqual([])
    await gone.close()
    const again = await after(siteFile(2, plantSite()))
    expect(again.standing(codHigh)?.state).toBe('normal')
  })
})

it('a shelved alarm returns by itself, though no episode stands', async () => {
  const watch = await after(...begin, act(0.5, codHigh, { shelveUntil: 3 }), tick(2.5))
  expect(watch.standing(codHigh)?.state).toBe('shelved')
  await watch.close()
  expect((await after(tick(3))).standing(codHigh)?.state).toBe('normal')
})

describe('suppressed by design', () => {
  it.each(['stopped', 'maintenance'] as const)('while %s a point owes no data', async (doing) => {
    const watch = await after(...begin, state(1, doing))
    expect(watch.standing(noData)).toMatchObject({
      state: 'suppressed-by-design',
      suppression: { cause: doing },
    })
    expect(watch.standing(codHigh)?.state).toBe('normal')
    await watch.close()
    expect((await after(state(2, 'running'))).withheld()).toEqual([])
  })

  it('in calibration the limits too, for as long as a calibration is believed', async () => {
    const watch = await after(...begin, ...cod(200, 200), state(2.5, 'calibration'))
    expect(watch.standing(codHigh)?.state).toBe('suppressed-by-design')
    await watch.close()
    const tooLong = await after(started(62), tick(62.5))
    expect(tooLong.standing(codHigh)?.state).toBe('unacknowledged-active')
    expect(tooLong.withheld()).toEqual([])
  })

  it('holds for a parameter that is new to the point', async () => {
    const small = plantSite({ outlet: { parameters: { ph: {} } } })
    const watch = await after(started(0), siteFile(0, small), state(1, 'stopped'), siteFile(2, plantSite()))
    expect(watch.standing(noData)?.state).toBe('suppressed-by-design')
  })
})

describe('an alarm that latches', () => {
  const latching = (rules: object) => [started(0), siteFile(0, plantSite({ rules }))]

  it('is in the list until somebody acknowledges it', async () => {
    const [site, file] = latching({ limit: { latch: true } }) as [Draft, Draft]
    const watch = await after(site, file, ...cod(200, 200, 100, 100, 100))
    const [alarm] = (await watch.list({ state: 'latched', limit: 10 })).alarms
    expect(alarm?.id).toBe(`${codHigh}.2`)
    await watch.close()
    const seen = await after(act(6, alarm?.id ?? '', 'acknowledge'))
    expect((await seen.get(alarm?.id ?? ''))?.transitions.map(({ step }) => step)).toEqual([
      'raised',
      'latched',
      'acknowledged',
      'cleared',
    ])
  })

  it('tells of a second silence in the same episode', () => {
    const story = [reading('cod', 100, { at: 1 }), reading('cod', 100, { at: 6 })]
    const { steps } = play([...latching({ noData: { latch: true } }), ...up(11, story)])
    expect(steps.filter((step) => step.startsWith('cod'))).toEqual([
      'cod-no-data raised @4',
      'cod-no-data latched @6',
      'cod-no-data recurred @9',
    ])
  })

  it('tells of a device that is lost again', () => {
    const story = [link(1, false), link(3, true), link(4, false)]
    const { steps } = play([...latching({ deviceOffline: { latch: true } }), ...up(6, story)])
    expect(steps.filter((step) => step.startsWith('device'))).toEqual([
      'device-offline raised @2',
      'device-offline latched @3',
      'device-offline recurred @5',
    ])
  })

  it('speaks for its approach only while its limit is exceeded', () => {
    const { steps } = play([
      ...latching({ limit: { latch: true } }),
      ...cod(200, 200, 140, 140, 140, 140, 140),
      ...ticks(7, 8),
    ])
    expect(steps).toEqual([
      'cod-limit-high raised @2',
      'cod-limit-high latched @5',
      'cod-approaching-high raised @6',
    ])
  })
})
