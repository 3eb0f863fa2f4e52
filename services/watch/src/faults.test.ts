import { alarmName, type SystemFault, type Way } from '@jernih/domain'
import type { Draft } from '@jernih/journal'
import { expect, it } from 'vitest'
import { act, minute, nine, plantSite, siteFile, started, ticks } from './testing/plant.ts'
import { play } from './testing/play.ts'

const fault = (at: number, what: SystemFault, holds: boolean, value: number): Draft => ({
  kind: 'fault',
  receivedAt: nine + at * minute,
  fault: what,
  holds,
  value,
})
const begin = [started(0), siteFile(0, plantSite())]
const lag = 'plant.station.store-lag'

it('tells each site’s people what is wrong with Jernih itself, until it is right again', () => {
  const { changes } = play([
    ...begin,
    fault(1, 'store-lag', true, 320),
    fault(2, 'store-lag', true, 400),
    ...ticks(2, 4),
    act(5, `${lag}.2`, 'acknowledge'),
    fault(6, 'store-lag', false, 0),
  ])
  expect(
    changes.map(({ alarm, transition }) => `${alarm.id} ${transition.step} ${transition.value}`),
  ).toEqual([`${lag}.2 raised 320`, `${lag}.2 acknowledged null`, `${lag}.2 cleared 0`])
  expect(changes.at(-1)?.alarm).toMatchObject({
    priority: 'medium',
    peak: 400,
    limit: { value: 300, unit: 's' },
  })
})

it('knows which way is worse', () => {
  const { active } = play([...begin, fault(1, 'disk-low', true, 4), fault(2, 'disk-low', true, 2)])
  expect(active).toMatchObject([
    { kind: 'disk-low', peak: 2, priority: 'high', limit: { value: 5, unit: '%' } },
  ])
})

const failing = (at: number, holds: boolean, way?: Way): Draft => ({
  ...{ kind: 'fault', receivedAt: nine + at * minute, fault: 'notification-failing' },
  ...{ holds, value: Number(holds), ...(way && { way }) },
})

it('has an alarm for each way of telling people that fails, seen to and ended by itself', () => {
  const { changes, active } = play([
    ...begin,
    failing(1, true, 'email'),
    failing(2, true, 'telegram'),
    act(3, 'plant.station.notification-failing-email.2', 'acknowledge'),
    failing(4, false, 'email'),
  ])
  expect(changes.map(({ alarm, transition }) => `${alarmName(alarm)} ${transition.step}`)).toEqual([
    'notification-failing-email raised',
    'notification-failing-telegram raised',
    'notification-failing-email acknowledged',
    'notification-failing-email cleared',
  ])
  expect(active).toMatchObject([
    { kind: 'notification-failing', way: 'telegram', acknowledgement: null, limit: null, value: null },
  ])
})

it('R4: an entry that names no way raises and ends the alarm that stood for all, under its old id', () => {
  const { changes } = play([...begin, failing(1, true), failing(2, true, 'email'), failing(3, false)])
  const ofAll = changes.filter(({ alarm }) => alarm.way === undefined)
  expect(ofAll.map(({ alarm, transition }) => `${alarm.id} ${transition.step} ${transition.value}`)).toEqual([
    'plant.station.notification-failing.2 raised 1',
    'plant.station.notification-failing.2 cleared 0',
  ])
  expect(ofAll[0]?.alarm).not.toHaveProperty('way')
})

it('ends with the site', () => {
  const { active, changes } = play([...begin, fault(1, 'imbalance', true, -3), siteFile(2, null)])
  expect(active).toEqual([])
  expect(changes.at(-1)?.transition).toMatchObject({ step: 'cleared', note: 'the site’s file was removed' })
})
