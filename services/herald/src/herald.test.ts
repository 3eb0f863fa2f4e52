import { expect, it, onTestFinished, vi } from 'vitest'
import { openEmail } from './channels/email.ts'
import { openTelegram } from './channels/telegram.ts'
import { change, log, plantSite } from './testing/plant.ts'
import { startSmtp } from './testing/smtp.ts'
import { scripted, started } from './testing/start.ts'
import { startTelegram, token } from './testing/telegram.ts'

const siti = { name: 'Siti', role: 'operator', email: 'siti@example.org', telegram: 77 } as const
const budi = { name: 'Budi', role: 'manager', email: 'budi@example.org', language: 'en' } as const
const program = { name: 'Pusat Data', role: 'officer', webhook: 'https://example.org/a' } as const

async function begun(...given: Parameters<typeof started>) {
  const parts = await started(...given)
  onTestFinished(parts.close)
  return parts
}

async function mailServer() {
  const smtp = await startSmtp()
  onTestFinished(smtp.close)
  return { smtp, email: openEmail({ url: smtp.url, from: 'jernih@plant.example' }) }
}

it('mails each step of an alarm to each contact in their language, and notes it', async () => {
  const { smtp, email } = await mailServer()
  const { happens, states } = await begun(plantSite([siti, budi]), [email])
  await happens(change(1))
  await vi.waitFor(async () => expect((await states()).map(({ state }) => state)).toEqual(['sent', 'sent']))
  const keys = smtp.mails.map(({ key }) => key).sort()
  expect(keys).toEqual(['Budi', 'Siti'].map((name) => `plant.outlet.cod-limit-high.1.1.email.${name}`))
  expect(smtp.mails.find(({ to }) => to.startsWith('budi'))?.subject).toContain('COD above the limit')
})

it('tells the others though a recipient is refused, and says why they were not told', async () => {
  const { smtp, email } = await mailServer()
  const gone = { ...budi, email: 'gone@example.org' }
  const { happens, states } = await begun(plantSite([gone, siti]), [email])
  await happens(change(1), change(2))
  await vi.waitFor(() => expect(smtp.mails).toHaveLength(2))
  await vi.waitFor(async () => {
    expect((await states()).map(({ state, key }) => `${key.split('.').at(-1)} ${state}`)).toEqual([
      ...['Budi failed', 'Siti sent', 'Budi failed', 'Siti sent'],
    ])
  })
  expect((await states())[0]?.reason).toContain('no such mailbox')
})

it('R7: what a channel that fails has to send waits, and catches up by itself in order', async () => {
  const { smtp, email } = await mailServer()
  await smtp.close()
  const telegram = scripted(undefined, { name: 'telegram' })
  const { happens, herald, states, metrics } = await begun(plantSite([siti]), [email, telegram])
  await happens(change(1))
  await vi.waitFor(() =>
    expect(herald.failing()).toMatchObject([
      { channel: 'email', reason: expect.stringContaining('ECONNREFUSED') },
    ]),
  )
  const failing = await herald.isFailing()
  expect([...failing].filter(([, fails]) => fails)).toEqual([['email', true]])
  expect(telegram.sent).toHaveLength(1)
  expect(await metrics.metrics()).toContain('jernih_channel_failing{channel="email"} 1')
  await happens(change(1, { step: 'cleared' }))

  const back = await startSmtp(smtp.port)
  onTestFinished(back.close)
  await vi.waitFor(() => expect(back.mails.map(({ key }) => key.split('.')[4])).toEqual(['1', '3']))
  await vi.waitFor(async () => expect((await states()).every(({ state }) => state === 'sent')).toBe(true))
  expect(await herald.channels()).toMatchObject([
    { channel: 'email', failing: null, pending: 0, oldest: null },
    { channel: 'telegram', failing: null, pending: 0 },
  ])
})

it('cannot tell how a channel does by which nothing went out yet of what waits', async () => {
  const answer = Promise.withResolvers<{ status: 'sent' }>()
  const { happens, herald } = await begun(plantSite([program]), [scripted(() => answer.promise)])
  const isFailing = async () => (await herald.isFailing()).get('webhook')
  expect(await isFailing()).toBe(false)
  await happens(change(1))
  expect(await isFailing()).toBeNull()
  answer.resolve({ status: 'sent' })
  await expect.poll(isFailing).toBe(false)
})

it('comes again no sooner than it was asked to', async () => {
  const at: number[] = []
  const webhook = scripted(() => {
    at.push(performance.now())
    return at.length === 1 ? { status: 'later', reason: '429', afterMs: 700 } : { status: 'sent' }
  })
  const { happens } = await begun(plantSite([program]), [webhook])
  await happens(change(1))
  await vi.waitFor(() => expect(at).toHaveLength(2))
  expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThanOrEqual(690)
})

it('one that never answers makes no other wait', async () => {
  const webhook = scripted(({ address }) =>
    address.endsWith('stuck') ? new Promise(() => undefined) : { status: 'sent' },
  )
  const closes = {
    ...webhook,
    send: (...[delivery, closing]: Parameters<typeof webhook.send>) =>
      Promise.race([
        webhook.send(delivery, closing),
        new Promise<never>((_, reject) =>
          closing.addEventListener('abort', () => reject(new Error('closed'))),
        ),
      ]),
  }
  const stuck = { ...program, name: 'Stuck', webhook: 'https://example.org/stuck' }
  const { happens } = await begun(plantSite([stuck, program]), [closes])
  await happens(change(1))
  await vi.waitFor(() => expect(webhook.sent).toHaveLength(1))
  await happens(change(2))
  await vi.waitFor(() => expect(webhook.sent).toHaveLength(2))
})

it('escalates what nobody acknowledges, and then tells how it goes on', async () => {
  const webhook = scripted()
  const later = { ...program, notify: { afterMinutes: 1 } }
  const { happens, outbox, database, states } = await begun(plantSite([later]), [webhook])
  await happens(change(1), change(2))
  await happens(change(2, { step: 'acknowledged', transition: { by: 'Siti' } }))
  expect(await states()).toMatchObject([{ state: 'pending' }, { state: 'expired', reason: 'acknowledged' }])
  expect(await outbox.due('webhook', Date.now())).toEqual([])
  const [letter] = await outbox.due('webhook', Date.now() + 60_000)
  expect(letter?.key).toBe('plant.outlet.cod-limit-high.1.1.webhook.Pusat Data')

  await database.transaction([{ sql: 'UPDATE outbox SET due = 0', rows: [[]] }])
  await happens(change(3))
  await vi.waitFor(() => expect(webhook.sent).toHaveLength(1))
  await happens(change(1, { step: 'cleared' }))
  await vi.waitFor(() =>
    expect(webhook.sent.map(({ message }) => message.type)).toEqual(['alarm.raised', 'alarm.cleared']),
  )
})

it('escalates also what comes back to people from its shelf', async () => {
  const later = { ...program, notify: { afterMinutes: 1 } }
  const { happens, outbox } = await begun(plantSite([later]), [scripted()])
  await happens(change(1), change(1, { step: 'shelved', alarm: { state: 'shelved' } }))
  const inAMinute = () => outbox.due('webhook', Date.now() + 60_000)
  expect(await inAMinute()).toEqual([])
  await happens(change(1, { step: 'unshelved', transition: { id: 'plant.outlet.cod-limit-high.1.5' } }))
  expect((await inAMinute()).map(({ message }) => message.type)).toEqual(['alarm.unshelved'])
})

it('acknowledges in the name of the contact who pressed the button, and of nobody else', async () => {
  const server = await startTelegram()
  onTestFinished(server.close)
  const telegram = openTelegram({ token, apiRoot: server.url, log })
  const { happens, acts } = await begun(plantSite([siti]), [telegram])
  await happens(change(1))
  await vi.waitFor(() => expect(server.sent).toHaveLength(1))
  const button = server.sent[0]?.reply_markup?.inline_keyboard[0]?.[0]
  const presses: [number, string][] = [
    [78, 'Anda tidak terdaftar sebagai kontak di tempat ini.'],
    [77, 'Diakui. Terima kasih, Siti.'],
    [77, 'Sudah diakui oleh Siti.'],
  ]
  for (const [who, answer] of presses) {
    server.press(button?.callback_data ?? '', who)
    await vi.waitFor(() => expect(server.answered.at(-1)?.text).toBe(answer))
  }
  expect(acts).toEqual([{ alarm: 'plant.outlet.cod-limit-high.1', by: 'Siti' }])
})
