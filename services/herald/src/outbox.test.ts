import { expect, it, onTestFinished } from 'vitest'
import { change, nine, openParts, plantSite } from './testing/plant.ts'

const dayMs = 86_400_000
const siti = { name: 'Siti', role: 'operator', email: 'siti@example.org' } as const

async function opened() {
  const parts = await openParts(plantSite([siti]), [{ name: 'email' }])
  onTestFinished(() => parts.scope.close())
  return parts
}

it('writes what is told again once', async () => {
  const { happens, outbox } = await opened()
  await happens([change(1)])
  await happens([change(1)])
  expect((await outbox.due('email', nine)).map(({ key }) => key)).toEqual([
    'plant.outlet.cod-limit-high.1.1.email.Siti',
  ])
})

it('puts the urgent before the rest', async () => {
  const { happens, outbox } = await opened()
  await happens([
    change(1, { alarm: { priority: 'low' } }),
    change(2),
    change(3, { alarm: { priority: 'critical' } }),
  ])
  const due = await outbox.due('email', nine)
  expect(due.map(({ key }) => key.split('.')[3])).toEqual(['3', '2', '1'])
})

it('tells nobody of months ago where the alarms are made anew from the journal', async () => {
  const { happens, outbox } = await opened()
  await happens([change(1)], nine - 90 * dayMs)
  await happens([change(2)], nine - 2 * dayMs)
  await outbox.expire(nine)
  expect((await outbox.due('email', nine)).map(({ alarm }) => alarm)).toEqual([
    'plant.outlet.cod-limit-high.2',
  ])
  expect(await outbox.waiting('email')).toMatchObject({ pending: 1, expired: 1 })
})

it('tells the rest though one cannot be put into words', async () => {
  const { happens, outbox } = await opened()
  const { alarm, transition } = change(1)
  const broken = { alarm: { ...alarm, since: Number.NaN }, transition }
  await happens([broken, change(2)])
  expect(await outbox.due('email', nine)).toHaveLength(1)
})
