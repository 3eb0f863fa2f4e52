import { systemClock } from '@jernih/runtime'
import { Webhook } from 'standardwebhooks'
import { expect, it, onTestFinished } from 'vitest'
import type { Delivery } from '../channel.ts'
import { startHttp } from '../testing/http.ts'
import { openWebhook } from './webhook.ts'

const secret = `whsec_${Buffer.from('a secret for tests of 32 bytes !').toString('base64')}`
const webhook = openWebhook({ secret, clock: systemClock })
const open = new AbortController().signal
const message = { type: 'alarm.raised', at: 0, title: 'COD', text: 'COD', line: 'COD', data: { alarm: 'a' } }

function delivery(address: string): Delivery {
  return {
    key: 'a.1.webhook.Pusat Data',
    address,
    language: 'id',
    message,
    acknowledge: null,
    ...{ alarm: null, rank: 2 },
  }
}

async function answering(status: number, headers: Record<string, string> = {}) {
  const server = await startHttp(
    (_request, _body, response) => void response.writeHead(status, headers).end(),
  )
  onTestFinished(server.close)
  return webhook.send(delivery(server.url), open)
}

it('posts what the library of Standard Webhooks verifies, with the same id when it is sent again', async () => {
  const ids: unknown[] = []
  const bodies: unknown[] = []
  const server = await startHttp((request, body, response) => {
    bodies.push(new Webhook(secret).verify(body, request.headers as Record<string, string>))
    ids.push(request.headers['webhook-id'])
    response.writeHead(204).end()
  })
  onTestFinished(server.close)
  expect(await webhook.send(delivery(server.url), open)).toEqual({ status: 'sent' })
  expect(await webhook.send(delivery(server.url), open)).toEqual({ status: 'sent' })
  expect(ids[0]).toMatch(/^[\w-]{43}$/)
  expect(ids[1]).toBe(ids[0])
  const timestamp = '1970-01-01T00:00:00.000Z'
  expect(bodies[0]).toMatchObject({ type: 'alarm.raised', timestamp, key: 'a.1.webhook.Pusat Data' })
})

it.each([
  { status: 410, outcome: { status: 'refused', reason: 'it answered 410' } },
  { status: 302, outcome: { status: 'refused', reason: 'it answered 302' } },
  { status: 503, outcome: { status: 'later', reason: 'it answered 503' } },
  { status: 429, outcome: { status: 'later', reason: 'it answered 429' } },
])('takes $status as $outcome.status', async ({ status, outcome }) => {
  expect(await answering(status)).toEqual(outcome)
})

it('is told by Retry-After when to come again, in seconds or as a date', async () => {
  expect(await answering(503, { 'retry-after': '7' })).toMatchObject({ afterMs: 7_000 })
  const date = new Date(Date.now() + 60_000).toUTCString()
  const { afterMs = 0 } = (await answering(429, { 'retry-after': date })) as { afterMs?: number }
  expect(Math.abs(afterMs - 60_000)).toBeLessThan(2_000)
  expect(await answering(503, { 'retry-after': 'soon' })).not.toHaveProperty('afterMs')
})
