import { expect, it } from 'vitest'
import { language } from '../words/language.ts'
import { alarmTitle } from './alarm-title.ts'

it.each([
  { spoken: 'id', way: 'email', what: 'Pemberitahuan lewat surel tidak terkirim' },
  { spoken: 'en', way: 'push', what: 'Notification by browser push fails' },
  { spoken: 'id', way: undefined, what: 'Pemberitahuan tidak terkirim' },
  { spoken: 'en', way: undefined, what: 'Notification fails' },
] as const)('says by which way nobody is told: $what', ({ spoken, way, what }) => {
  language.value = spoken
  const place = { site: 'plant', point: 'station', parameter: null }
  expect(alarmTitle({ ...place, kind: 'notification-failing', ...(way && { way }) }).what).toBe(what)
})
