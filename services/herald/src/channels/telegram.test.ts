import { createLog } from '@jernih/runtime'
import { expect, it, onTestFinished, vi } from 'vitest'
import type { Delivery } from '../channel.ts'
import { log } from '../testing/plant.ts'
import { startTelegram, token } from '../testing/telegram.ts'
import { openTelegram } from './telegram.ts'

const message = { type: 'alarm.raised', at: 0, title: 'COD', text: 'COD 162,4 mg/L', line: 'COD', data: null }
const delivery: Delivery = {
  key: 'a.1.telegram.Siti',
  address: '77',
  language: 'id',
  message,
  acknowledge: { label: 'Akui', row: 5 },
  ...{ alarm: null, rank: 2 },
}
const open = new AbortController().signal

async function opened(given = token) {
  const server = await startTelegram()
  const telegram = openTelegram({ token: given, apiRoot: server.url, log })
  onTestFinished(async () => {
    await telegram.close()
    await server.close()
  })
  return { server, telegram }
}

it('sends a message with a button', async () => {
  const { server, telegram } = await opened()
  expect(await telegram.send(delivery, open)).toEqual({ status: 'sent' })
  expect(server.sent).toEqual([
    {
      chat_id: 77,
      text: 'COD 162,4 mg/L',
      reply_markup: { inline_keyboard: [[{ text: 'Akui', callback_data: 'ack:5' }]] },
    },
  ])
})

it('takes a chat that blocked it for final, and a limit of rate for what it is', async () => {
  const { server, telegram } = await opened()
  expect(await telegram.send({ ...delivery, address: '403' }, open)).toMatchObject({
    status: 'refused',
    reason: '403: Forbidden: bot was blocked by the user',
  })
  server.refuseFor(7)
  expect(await telegram.send(delivery, open)).toMatchObject({ status: 'later', afterMs: 7_000 })
})

it('takes a token that is no longer good for its own trouble, not the recipient’s', async () => {
  const { telegram } = await opened('123456:revoked')
  const outcome = await telegram.send(delivery, open)
  expect(outcome).toMatchObject({ status: 'later', reason: '401: Unauthorized' })
})

it('hears who pressed the button, and tells them what came of it', async () => {
  const { server, telegram } = await opened()
  const presses: object[] = []
  telegram.listen?.(async (press) => {
    presses.push(press)
    return 'Diakui.'
  })
  server.press('something else', 1)
  server.press('ack:5', 77)
  await vi.waitFor(() => expect(server.answered).toMatchObject([{ callback_query_id: '2', text: 'Diakui.' }]))
  expect(presses).toEqual([{ row: 5, from: '77' }])
})

it('tells nobody its token, not even in the log', async () => {
  const lines: string[] = []
  const gone = await startTelegram()
  await gone.close()
  const noisy = createLog('debug', { write: (line) => lines.push(line) })
  const telegram = openTelegram({ token, apiRoot: gone.url, log: noisy })
  onTestFinished(() => telegram.close())
  telegram.listen?.(async () => '')
  const outcome = await telegram.send(delivery, open)
  await vi.waitFor(() => expect(lines).not.toEqual([]))
  expect(outcome).toMatchObject({ status: 'later' })
  expect(lines.join() + JSON.stringify(outcome)).not.toContain(token)
})
