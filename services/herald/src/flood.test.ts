import { expect, it, onTestFinished, vi } from 'vitest'
import { openEmail } from './channels/email.ts'
import { change, plantSite } from './testing/plant.ts'
import { startSmtp } from './testing/smtp.ts'
import { started } from './testing/start.ts'

const transitions = 1_000

it(`R7: ${transitions} transitions at once lose none, the first comes alone, and all are told within a minute at 30 a second`, {
  timeout: 90_000,
}, async () => {
  const smtp = await startSmtp()
  onTestFinished(smtp.close)
  const email = openEmail({ url: smtp.url, from: 'jernih@plant.example' })
  const contacts = [
    { name: 'Siti', role: 'operator', email: 'siti@example.org' },
    { name: 'Budi', role: 'manager', email: 'budi@example.org' },
  ] as const
  const { happens, herald, states, close } = await started(plantSite(contacts), [{ ...email, perSecond: 30 }])
  onTestFinished(close)
  await happens(...Array.from({ length: transitions }, (_, n) => change(n)))
  const written = performance.now()
  await vi.waitFor(async () => expect(await herald.channels()).toMatchObject([{ pending: 0 }]), {
    timeout: 60_000,
    interval: 100,
  })
  const drained = performance.now()

  expect((await states()).every(({ state }) => state === 'sent')).toBe(true)
  expect(drained - written).toBeLessThan(60_000)
  for (const { email: address } of contacts) {
    const mine = smtp.mails.filter(({ to }) => to === address)
    expect(mine[0]?.key).toMatch(/\.0\.1\.email\./)
    const told = mine.map(({ subject }) => Number(/^(\d+) kabar alarm$/.exec(subject)?.[1] ?? 1))
    expect(told.reduce((sum, count) => sum + count)).toBe(transitions)
  }
})
