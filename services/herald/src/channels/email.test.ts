import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { expect, it, onTestFinished, vi } from 'vitest'
import type { Delivery } from '../channel.ts'
import { startSmtp } from '../testing/smtp.ts'
import { openEmail } from './email.ts'

const message = {
  type: 'alarm.raised',
  at: 0,
  title: 'COD',
  text: 'Nilai: 162,4 mg/L',
  line: 'COD',
  data: null,
}
const delivery: Delivery = {
  key: 'a.1.email.Operator IPAL',
  address: 'operator@example.org',
  language: 'id',
  message,
  acknowledge: null,
  ...{ alarm: null, rank: 2 },
}
const open = new AbortController().signal

async function opened(url: string) {
  const email = openEmail({ url, from: 'Jernih <jernih@plant.example>' })
  onTestFinished(() => email.close())
  return email
}

it('mails, with a Message-ID that is the same when it is sent again', async () => {
  const smtp = await startSmtp()
  onTestFinished(smtp.close)
  const email = await opened(smtp.url)
  expect(await email.send(delivery, open)).toEqual({ status: 'sent' })
  expect(await email.send(delivery, open)).toEqual({ status: 'sent' })
  expect(await email.send({ ...delivery, key: 'a.2.email.Operator IPAL' }, open)).toEqual({ status: 'sent' })

  const ids = smtp.mails.map(({ id }) => id)
  expect(ids[0]).toMatch(/^<[\w-]{43}@plant\.example>$/)
  expect(ids[1]).toBe(ids[0])
  expect(ids[2]).not.toBe(ids[0])
  expect(smtp.mails[0]).toMatchObject({ to: 'operator@example.org', key: delivery.key, subject: 'COD' })
})

it('takes a refusal of the recipient for final, and not a server that is away', async () => {
  const smtp = await startSmtp()
  const email = await opened(smtp.url)
  const refused = await email.send({ ...delivery, address: 'gone@example.org' }, open)
  expect(refused).toMatchObject({ status: 'refused', reason: expect.stringContaining('no such mailbox') })
  await smtp.close()
  expect(await email.send(delivery, open)).toMatchObject({ status: 'later' })
})

it('does not wait for a server that says nothing, once it closes, and lets go of it', async () => {
  let gone = 0
  const server = createServer((socket) => socket.on('close', () => gone++).on('error', () => undefined))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const connected = once(server, 'connection')
  const email = openEmail({
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    from: 'jernih@plant.example',
  })
  const closing = new AbortController()
  const sending = email.send(delivery, closing.signal)
  await connected
  closing.abort()
  expect(await sending).toMatchObject({ status: 'later' })
  await email.close()
  await vi.waitFor(() => expect(gone).toBe(1))
})
