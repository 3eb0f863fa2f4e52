import { stationPoint } from '@jernih/domain'
import { guidanceFor } from '@jernih/guidance'
import { expect, it } from 'vitest'
import { composeAlarm, composeDigest } from './compose.ts'
import { change, nine, plantSite } from './testing/plant.ts'

const site = plantSite([])
const { id, minutesToAct } = guidanceFor({ kind: 'limit-high', parameter: 'cod' })

it('says in Indonesian what, where, how much, by which rule, since when and what to do', () => {
  const message = composeAlarm({ site, ...change(7), language: 'id', simulated: false })
  expect(message.title).toBe('[TINGGI] COD di atas baku mutu – Outlet, Sentra Batik: Alarm mulai.')
  expect(message.text).toBe(`COD di atas baku mutu – Outlet, Sentra Batik
Alarm mulai.

Nilai: 162,4 mg/L
Batas: 150 mg/L
Dasar: Permen LH/BPLH 12/2025, Lampiran I
Sejak: 24 Nov 2026, 09.12 WIB
Bila dibiarkan: ${id.consequence}
Yang harus dilakukan dalam ${minutesToAct} menit: ${id.action}

Rujukan: plant.outlet.cod-limit-high.7.1`)
})

it('says in English when it is over, how bad it was, and that the rule was not read', () => {
  const over = change(7, {
    step: 'cleared',
    alarm: {
      limit: { value: 150, unit: 'mg/L', citation: { source: 'Pergub 72/2013', verified: false } },
    },
    transition: { value: 120 },
  })
  const message = composeAlarm({ site, ...over, language: 'en', simulated: false })
  expect(message.text).toBe(`COD above the limit – Outlet, Sentra Batik
It is over.

Value: 120 mg/L
Worst: 188.9 mg/L
Limit: 150 mg/L
By: Pergub 72/2013 (not yet checked against the rule’s own text)
Since: 24 Nov 2026, 09:12 WIB
Until: 24 Nov 2026, 10:13 WIB

Reference: plant.outlet.cod-limit-high.7.3`)
})

it('says who did what in their own words, and that only suspect readings support it', () => {
  const seen = change(7, {
    step: 'acknowledged',
    alarm: { confirmed: false },
    transition: { by: 'Siti', note: 'saya ke sana' },
  })
  const { text } = composeAlarm({ site, ...seen, language: 'id', simulated: false })
  expect(text).toContain('Diakui oleh Siti. “saya ke sana”')
  expect(text).toContain('Belum pasti: hanya didukung data yang meragukan.')
})

it.each([
  { language: 'id', said: 'Pemberitahuan lewat surel tidak terkirim – Jernih, Sentra Batik' },
  { language: 'en', said: 'Notification by mail fails – Jernih, Sentra Batik' },
] as const)('names the way that fails, in $language', ({ language, said }) => {
  const failing = {
    kind: 'notification-failing',
    parameter: null,
    way: 'email',
    point: stationPoint,
  } as const
  const { title, text, line } = composeAlarm({
    ...{ site, language, simulated: false },
    ...change(7, { alarm: { ...failing, limit: null } }),
  })
  for (const words of [title, text, line]) expect(words).toContain(said)
})

it('says first of what a virtual plant made up that it is simulated', () => {
  const { title, text, line } = composeAlarm({ site, ...change(7), language: 'en', simulated: true })
  for (const said of [title, text, line]) expect(said).toMatch(/^SIMULATED/)
})

it('gathers many messages, one line each, and leaves none out', () => {
  const letters = [1, 2, 3].map((n) => ({
    message: composeAlarm({ site, ...change(n), language: 'en', simulated: false }),
  }))
  const { title, text } = composeDigest(letters, 'en')
  expect(title).toBe('3 alarm messages')
  expect(text.split('\n')[2]).toBe(
    '[HIGH] 24 Nov 2026, 09:13 WIB COD above the limit – Outlet, Sentra Batik (162.4 mg/L): The alarm begins.',
  )
  expect(text.split('\n')).toHaveLength(5)
})

it('says why it is held back', () => {
  const held = change(7, {
    step: 'suppressed',
    alarm: { state: 'suppressed-by-design', suppression: { since: nine, cause: 'power-cut' } },
    transition: { note: 'power-cut' },
  })
  const { text } = composeAlarm({ site, ...held, language: 'en', simulated: false })
  expect(text.split('\n')[1]).toBe('Held back, since the power is cut.')
})

it('says a load in its own unit, in grams', () => {
  const citation = { source: 'sites/plant.yaml', verified: true }
  const load = { kind: 'load-high', limit: { value: 0.3, unit: 'kg/d', citation } }
  const told = change(7, { alarm: load, transition: { value: 0.3024 } })
  const { text } = composeAlarm({ site, ...told, language: 'id', simulated: false })
  expect(text).toContain('Nilai: 0,302 kg/d\nBatas: 0,3 kg/d\n')
})
