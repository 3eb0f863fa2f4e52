import { expect, it } from 'vitest'
import { readDraft, toDraft } from './contacts-draft.ts'

const siti = {
  name: 'Siti',
  role: 'operator',
  language: 'id',
  email: 'siti@example.org',
  telegram: -123456789,
  notify: { priority: 'high', shift: { from: '22:00', to: '06:00' }, afterMinutes: 30 },
} as const

it('reads back what it shows of a contact', () => expect(readDraft(toDraft(siti))).toEqual(siti))

it('says of a new contact nothing that was not typed', () =>
  expect(readDraft({ ...toDraft(null), name: ' Wati ' })).toEqual({
    name: 'Wati',
    role: 'operator',
    language: 'id',
  }))

it('sends half of a pair of hours as it is, for the station to refuse', () =>
  expect(readDraft({ ...toDraft(siti), quietFrom: '12:00' })).toMatchObject({
    notify: { quiet: { from: '12:00', to: '' } },
  }))

it.each(['telegram', 'afterMinutes'] as const)('names %s where it is no whole number', (field) =>
  expect(readDraft({ ...toDraft(siti), [field]: '12 a' })).toBe(field),
)
