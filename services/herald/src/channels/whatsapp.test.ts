import { AlarmKind } from '@jernih/domain'
import { systemClock } from '@jernih/runtime'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { Delivery } from '../channel.ts'
import { composeAlarm } from '../compose.ts'
import { change, plantSite } from '../testing/plant.ts'
import { started } from '../testing/start.ts'
import { approved, phoneNumberId, startWhatsapp, template, token, variablesOf } from '../testing/whatsapp.ts'
import { openWhatsapp } from './whatsapp.ts'

const siti = { name: 'Siti', role: 'operator', whatsapp: '+6281234567890' } as const
const budi = { name: 'Budi', role: 'manager', whatsapp: '+6281111111111', language: 'en' } as const
const open = new AbortController().signal

async function opened(given: { token?: string; template?: string } = {}) {
  const server = await startWhatsapp()
  onTestFinished(server.close)
  const { apiRoot } = server
  const languages = { id: 'id', en: 'en' }
  const whatsapp = openWhatsapp({
    ...{ token, phoneNumberId, apiRoot, template, languages, clock: systemClock },
    ...given,
  })
  return { server, whatsapp }
}

function delivery(given: Partial<Delivery['message']> = {}): Delivery {
  const message = {
    type: 'alarm.raised',
    at: 0,
    title: 'COD',
    text: 'Nilai: 162,4 mg/L',
    line: 'COD',
    data: null,
  }
  return {
    ...{
      key: 'a.1.whatsapp.Siti',
      address: siti.whatsapp,
      language: 'id',
      acknowledge: null,
      ...{ alarm: null, rank: 2 },
    },
    message: { ...message, ...given },
  }
}

describe('the texts to submit', () => {
  it('are there in both languages', () => expect([...approved.keys()]).toEqual(['id', 'en']))

  it.each([...approved])('can be approved in %s', (_language, body) => {
    expect(variablesOf(body)).toEqual([1, 2])
    expect(body, 'begins or ends with a variable').not.toMatch(/^\W*\{\{|\}\}\W*$/)
    expect(body, 'two variables with no words between').not.toMatch(/\}\}\W*\{\{/)
    const variables = variablesOf(body).length
    expect(body.split(/\s+/).length).toBeGreaterThan(3 * variables)
    expect(body.length + 850 - '{{1}}{{2}}'.length).toBeLessThanOrEqual(1_024)
  })
})

it('tells each contact in their language, by the approved template', async () => {
  const { server, whatsapp } = await opened()
  const { happens, close } = await started(plantSite([siti, budi]), [whatsapp])
  onTestFinished(close)
  await happens(change(1))
  await vi.waitFor(() => expect(server.sent).toHaveLength(2))
  const [toBudi, toSiti] = server.sent.toSorted((a, b) => a.to.localeCompare(b.to))
  expect(toSiti).toMatchObject({
    ...{ to: '+6281234567890', language: 'id' },
    key: 'plant.outlet.cod-limit-high.1.1.whatsapp.Siti',
  })
  expect(toSiti?.parameters[0]).toBe('[TINGGI] COD di atas baku mutu – Outlet, Sentra Batik: Alarm mulai.')
  expect(toSiti?.parameters[1]).toMatch(/^Nilai: 162,4 mg\/L · Batas: 150 mg\/L · Dasar: /)
  expect(toSiti?.parameters[1]).toMatch(/ · Rujukan: plant\.outlet\.cod-limit-high\.1\.1$/)
  expect(toBudi).toMatchObject({ to: '+6281111111111', language: 'en' })
  expect(toBudi?.text).toContain('Details: Value: 162.4 mg/L · Limit: 150 mg/L')
})

it.each(['id', 'en'] as const)('leaves nothing out of an alarm of any kind, in %s', async (language) => {
  const { server, whatsapp } = await opened()
  for (const kind of AlarmKind.options) {
    const told = { ...change(1, { alarm: { kind } }), site: plantSite([]), language, simulated: true }
    const message = composeAlarm(told)
    expect(await whatsapp.send({ ...delivery(), language, message }, open)).toEqual({ status: 'sent' })
    expect(server.sent.at(-1)?.parameters[1]?.split(' · ').at(-1)).toBe(message.text.split('\n').at(-1))
  }
})

it('gathers a flood in messages that the API takes, and leaves none out', async () => {
  const { server, whatsapp } = await opened()
  const { happens, states, close } = await started(plantSite([siti]), [{ ...whatsapp, perSecond: 1_000 }])
  onTestFinished(close)
  const sites = Array.from({ length: 60 }, (_, n) => change(n, { transition: { value: n + 200 } }))
  await happens(...sites)
  await vi.waitFor(async () => expect((await states()).every(({ state }) => state === 'sent')).toBe(true))
  const told = server.sent.map(({ text }) => text).join('\n')
  expect(sites.filter((_, n) => !told.includes(`${n + 200} mg/L`))).toEqual([])
  expect(told).not.toContain('Selebihnya')
  expect(server.sent.length).toBeLessThan(15)
})

it('says what it left out of a message that is too long, and where it is', async () => {
  const { server, whatsapp } = await opened()
  const text = ['COD', `Diakui. “${'x'.repeat(900)}”`, '', 'Nilai:\t162,4 mg/L', 'Rujukan:      a.1'].join(
    '\n',
  )
  expect(await whatsapp.send(delivery({ text }), open)).toEqual({ status: 'sent' })
  const rest = 'Selebihnya ada di Jernih, rujukan a.1.whatsapp.Siti'
  expect(server.sent[0]?.parameters).toEqual(['COD', `Nilai: 162,4 mg/L · Rujukan: a.1 · ${rest}`])
  const title = 'y'.repeat(400)
  expect(await whatsapp.send(delivery({ title, text: title }), open)).toEqual({ status: 'sent' })
  expect(server.sent[1]?.parameters).toEqual([`${'y'.repeat(299)}…`, 'y'.repeat(400)])
})

it.each([
  { code: 131026, status: 400, details: 'Message undeliverable', outcome: 'refused' },
  { code: 131030, status: 400, details: 'Recipient phone number not in allowed list', outcome: 'refused' },
  { code: 131047, status: 400, details: 'Re-engagement message', outcome: 'refused' },
  { code: 132005, status: 400, details: 'Translated text too long', outcome: 'refused' },
  { code: 132015, status: 400, details: 'Template is paused', outcome: 'later' },
  { code: 131042, status: 400, details: 'Payment issue', outcome: 'later' },
  { code: 80007, status: 400, details: 'Rate limit issues', outcome: 'later' },
  { code: 4, status: 400, details: 'Too many calls', outcome: 'later' },
  { code: 2, status: 503, details: 'Temporary', outcome: 'later' },
])('takes $code ($details) as $outcome', async ({ outcome, ...refusal }) => {
  const { server, whatsapp } = await opened()
  server.refuse(siti.whatsapp, refusal)
  const reason = `${refusal.code}: ${refusal.details}`
  expect(await whatsapp.send(delivery(), open)).toEqual({ status: outcome, reason })
})

it('waits as long as it is told to, and six seconds after too many to one number', async () => {
  const { server, whatsapp } = await opened()
  const limited = (code: number, headers = {}) =>
    server.refuse(siti.whatsapp, { status: 429, code, details: 'too many', headers })
  limited(130429, { 'retry-after': '9' })
  expect(await whatsapp.send(delivery(), open)).toMatchObject({ status: 'later', afterMs: 9_000 })
  limited(131056)
  expect(await whatsapp.send(delivery(), open)).toMatchObject({ status: 'later', afterMs: 6_000 })
})

it('takes a token or a template that is no longer good for its own trouble, and tells nobody the token', async () => {
  const revoked = await opened({ token: 'EAAG-revoked' })
  const outcome = await revoked.whatsapp.send(delivery(), open)
  expect(outcome).toEqual({ status: 'later', reason: '190: Malformed access token …' })
  const renamed = await opened({ template: 'other' })
  expect(await renamed.whatsapp.send(delivery(), open)).toMatchObject({
    status: 'later',
    reason: expect.stringMatching(/^132001: /),
  })
})

it('tells the others though a number has no WhatsApp', async () => {
  const { server, whatsapp } = await opened()
  server.refuse(budi.whatsapp, { status: 400, code: 131026, details: 'Message undeliverable' })
  const { happens, states, close } = await started(plantSite([budi, siti]), [whatsapp])
  onTestFinished(close)
  await happens(change(1))
  await vi.waitFor(async () =>
    expect(await states()).toMatchObject([
      { state: 'failed', reason: '131026: Message undeliverable' },
      { state: 'sent' },
    ]),
  )
})

it('R7: cut off before it hears that a message was taken, it sends the same one with the same key', async () => {
  const { server, whatsapp } = await opened()
  server.cutOff(true)
  const { happens, herald, states, close } = await started(plantSite([siti]), [whatsapp])
  onTestFinished(close)
  await happens(change(1))
  await vi.waitFor(() => expect(herald.failing()).toMatchObject([{ channel: 'whatsapp' }]))
  server.cutOff(false)
  await vi.waitFor(async () => expect((await states()).every(({ state }) => state === 'sent')).toBe(true))
  const alarms = server.sent.filter(({ key }) => key.startsWith('plant.'))
  expect(alarms.length).toBeGreaterThan(1)
  expect(new Set(alarms.map(({ key, text }) => `${key} ${text}`)).size).toBe(1)
})
