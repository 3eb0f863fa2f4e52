import type { Contact } from '@jernih/domain'
import { expect, it } from 'vitest'
import type { ChannelName } from './channel.ts'
import { dueAt, isTold, route } from './routing.ts'
import { change, nine, plantSite } from './testing/plant.ts'

const hourMs = 3_600_000
const all = new Set<ChannelName>(['email', 'telegram', 'whatsapp', 'webhook'])
const operator = { name: 'Operator', role: 'operator', email: 'operator@example.org' } as const

function onDuty(contacts: Parameters<typeof plantSite>[0], at: number, channels = all): string[] {
  return route({ site: plantSite(contacts), priority: 'medium', at, channels }).flatMap(
    ({ contact, channel, onDuty }) => (onDuty ? [`${contact.name} by ${channel}`] : []),
  )
}

it('tells each contact by every channel that they have and that is set', () => {
  const contacts = [
    { ...operator, telegram: 7, whatsapp: '+6281234567890', webhook: 'https://example.org' },
    { name: 'Guest', role: 'officer' } as const,
  ]
  expect(onDuty(contacts, nine)).toEqual(
    ['email', 'telegram', 'whatsapp', 'webhook'].map((way) => `Operator by ${way}`),
  )
  expect(onDuty(contacts, nine, new Set(['telegram']))).toEqual(['Operator by telegram'])
})

it('leaves in peace whoever wants only more urgent ones', () => {
  expect(onDuty([{ ...operator, notify: { priority: 'high' } }], nine)).toEqual([])
})

const night = { ...operator, name: 'Night', notify: { shift: { from: '18:00', to: '06:00' } } }
const day = { ...operator, name: 'Day', notify: { shift: { from: '06:00', to: '18:00' } } }

it.each([
  { when: '09:13', at: nine, told: ['Day by email'] },
  { when: '18:13', at: nine + 9 * hourMs, told: ['Night by email'] },
  { when: '05:13', at: nine + 20 * hourMs, told: ['Night by email'] },
])('tells whoever is on duty at $when by the site’s clocks', ({ at, told }) => {
  expect(onDuty([night, day], at)).toEqual(told)
})

it('tells all where nobody is on duty', () => {
  expect(onDuty([night, { ...night, name: 'Other' }], nine)).toEqual(['Night by email', 'Other by email'])
})

it.each([
  {
    story: 'a warning at night waits for the morning',
    priority: 'medium',
    at: nine + 14 * hourMs,
    waitsMs: 6.78 * hourMs,
  },
  { story: 'and so before dawn', priority: 'low', at: nine + 20 * hourMs, waitsMs: 0.78 * hourMs },
  { story: 'a high one does not', priority: 'high', at: nine + 14 * hourMs, waitsMs: 0 },
  { story: 'nor does a warning by day', priority: 'low', at: nine, waitsMs: 0 },
] as const)('quiet hours: $story', ({ priority, at, waitsMs }) => {
  const contact: Contact = { ...operator, language: 'id', notify: { quiet: { from: '22:00', to: '06:00' } } }
  const due = dueAt(contact, priority, { at, zone: 'Asia/Jakarta' })
  expect((due - at) / hourMs).toBeCloseTo(waitsMs / hourMs, 1)
})

it('says that an alarm is withheld from people, and then no more of it', () => {
  const alarm = { state: 'shelved' }
  const told = (step: 'shelved' | 'data-lost' | 'raised', more: object = {}) => {
    const { alarm, transition } = change(1, { step, alarm: more })
    return isTold(alarm, transition)
  }
  expect([told('shelved', alarm), told('data-lost', alarm), told('raised')]).toEqual([true, false, true])
})
