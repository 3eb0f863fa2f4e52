import { type Alarm, type LifeState, SiteId, type Transition } from '@jernih/domain'
import { Registry } from 'prom-client'
import { expect, it } from 'vitest'
import { plantSite } from '../testing/plant.ts'
import type { WatchStep } from '../watch.ts'
import { measureLoad } from './measure-load.ts'

const site = plantSite()

function measured() {
  const metrics = new Registry()
  const clock = { at: 0, now: () => clock.at }
  const listeners = new Set<(step: WatchStep) => void>()
  const stop = measureLoad({
    metrics,
    clock,
    sites: { get: (id) => (id === site.id ? site : undefined) },
    watch: {
      withheld: () => [],
      onStep(listener) {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    },
  })
  return {
    clock,
    stop,
    raise(of: SiteId = site.id, state: LifeState = 'unacknowledged-active') {
      const change = { alarm: { site: of, state } as Alarm, transition: { step: 'raised' } as Transition }
      for (const listener of listeners) listener({ offset: 0, latest: () => [], alarms: [change] })
    },
    async value(name: string, of: SiteId = site.id) {
      const { values = [] } = (await metrics.getSingleMetric(name)?.get()) ?? {}
      return values.find(({ labels: { site } }) => site === of)?.value
    },
  }
}

it('tells the alarms of the last ten minutes by site, and a flood as long as it lasts', async () => {
  const load = measured()
  const other = SiteId.parse('another-site')
  load.raise(other)
  load.raise(site.id, 'shelved')
  for (let n = 0; n < 11; n += 1) {
    load.clock.at = n * 30_000
    load.raise()
  }
  expect(await load.value('jernih_alarm_rate_per_10_minutes')).toBe(11)
  expect(await load.value('jernih_alarm_flood')).toBe(1)
  expect(await load.value('jernih_alarm_rate_per_10_minutes', other)).toBe(1)
  expect(await load.value('jernih_alarm_flood', other)).toBe(0)

  load.clock.at = 12.5 * 60_000
  expect(await load.value('jernih_alarm_rate_per_10_minutes')).toBe(5)
  expect(await load.value('jernih_alarm_flood')).toBe(1)
  load.clock.at = 13 * 60_000
  expect(await load.value('jernih_alarm_flood')).toBe(0)

  load.stop()
  load.raise()
  expect(await load.value('jernih_alarm_rate_per_10_minutes')).toBe(4)
})
