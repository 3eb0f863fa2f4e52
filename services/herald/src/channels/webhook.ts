import type { Clock } from '@jernih/runtime'
import { Webhook } from 'standardwebhooks'
import type { Channel } from '../channel.ts'
import { deliveryId } from '../delivery-id.ts'
import { retryAfter } from './retry-after.ts'

const timeLimitMs = 15_000
/** Not the recipient's last word, though below 500: RFC 9110, RFC 8470, RFC 6585. */
const passing: ReadonlySet<number> = new Set([408, 425, 429])

/** Posts to a program, signed as Standard Webhooks 1.0 says: it can tell who sent it, and by `webhook-id` a repeat. */
export function openWebhook({ secret, clock }: { secret: string; clock: Clock }): Channel {
  const signer = new Webhook(secret)
  return {
    name: 'webhook',
    perSecond: 30,
    atOnce: 8,
    async send({ key, address, message: { type, at, title, text, data } }, closing) {
      const id = deliveryId(key)
      const now = new Date(clock.now())
      const body = JSON.stringify({ type, timestamp: new Date(at).toISOString(), key, title, text, data })
      const response = await fetch(address, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'webhook-id': id,
          'webhook-timestamp': `${Math.floor(now.getTime() / 1_000)}`,
          'webhook-signature': signer.sign(id, now, body),
        },
        body,
        redirect: 'manual',
        signal: AbortSignal.any([closing, AbortSignal.timeout(timeLimitMs)]),
      })
      await response.body?.cancel()
      if (response.ok) return { status: 'sent' }
      const reason = `it answered ${response.status}`
      if (response.status < 500 && !passing.has(response.status)) return { status: 'refused', reason }
      return { status: 'later', reason, ...retryAfter(response.headers.get('retry-after'), now.getTime()) }
    },
    async close() {},
  }
}
