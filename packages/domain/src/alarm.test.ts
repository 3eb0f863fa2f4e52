import { expect, it } from 'vitest'
import { Alarm, alarmId, alarmIdOf, alarmName } from './alarm.ts'
import { PointId, SiteId } from './identifier.ts'
import { Band } from './limit.ts'

const episode = {
  id: 'a1',
  site: 'mojokerto-batik',
  point: 'outlet',
  parameter: 'cod',
  kind: 'limit-high',
  state: 'unacknowledged-active',
  priority: 'high',
  since: 0,
  raisedAt: 60_000,
  limit: { value: 150, unit: 'mg/L', citation: { source: 'Permen LH/BPLH 12/2025', verified: true } },
  value: 210,
  peak: 260,
  last: 240,
  confirmed: true,
  acknowledgement: null,
  readings: { good: 12, suspect: 1, failed: 0 },
  shelving: null,
  suppression: null,
  outOfService: null,
}

it('an alarm carries exactly the facts of its state', () => {
  const active = { ...episode, status: 'active', dataLostSince: null, returnedAt: null }
  const cleared = { ...episode, status: 'cleared', clearedAt: 900_000 }
  expect(Alarm.parse(active)).toEqual(active)
  expect(Alarm.parse(cleared)).toEqual(cleared)
  expect(Alarm.safeParse({ ...active, clearedAt: 900_000 }).success).toBe(false)
  expect(Alarm.safeParse({ ...episode, status: 'cleared' }).success).toBe(false)
})

it('an alarm is named by what it watches', () => {
  expect(alarmName({ parameter: 'cod', kind: 'limit-high' })).toBe('cod-limit-high')
  expect(alarmName({ parameter: null, kind: 'device-offline' })).toBe('device-offline')
  const failing = { parameter: null, kind: 'notification-failing' } as const
  expect(alarmName(failing)).toBe('notification-failing')
  expect(alarmName({ ...failing, way: 'email' })).toBe('notification-failing-email')
  const place = { site: SiteId.parse('plant'), point: PointId.parse('outlet') }
  const id = alarmId({ ...place, parameter: 'cod', kind: 'limit-high' })
  expect(id).toBe('plant.outlet.cod-limit-high')
  expect([id, `${id}.4711`, `${id}.4711-2`].map(alarmIdOf)).toEqual([id, id, id])
})

it.each([
  { story: 'low and high', band: { low: 6, high: 9 }, sound: true },
  { story: 'high alone', band: { high: 150 }, sound: true },
  { story: 'nothing', band: {}, sound: false },
  { story: 'low above high', band: { low: 9, high: 6 }, sound: false },
])('a band of $story: $sound', ({ band, sound }) => expect(Band.safeParse(band).success).toBe(sound))
