import type { Clock } from '@jernih/runtime'
import type { Channel, Delivery, Outcome } from '../channel.ts'
import { deliveryId } from '../delivery-id.ts'
import { encryptPush, longestPayload } from '../push/encrypt.ts'
import type { PushSubscribers } from '../push/open-push.ts'
import { isPushService } from '../push/push-services.ts'
import type { Vapid } from '../push/vapid.ts'
import { rankOf } from '../routing.ts'
import { retryAfter } from './retry-after.ts'

const timeLimitMs = 20_000
/** For a phone that is off: so long the service keeps a message, and no longer is it news. */
const keptSeconds = 86_400
/** A notification shows a few lines; what gathers many must fit into a payload. */
const longestLines = 1_500

/**
 * Browsers that subscribed, by Web Push (RFC 8030). An address is a subscription's id. What is told of one episode bears one `Topic` and
 * one `tag`, so that the later message, or a repeat, takes the place of the one before: at the service while the phone is off, and
 * on its screen. A subscription of which the service says that it is gone ends.
 */
export function openPushChannel(given: {
  vapid: Vapid
  subscribers: PushSubscribers
  services: readonly string[]
  clock: Clock
}): Channel {
  const { vapid, subscribers, services, clock } = given
  return {
    name: 'push',
    perSecond: 50,
    atOnce: 8,
    longestLines,
    async send(delivery, closing) {
      const subscriber = subscribers.find(delivery.address)
      if (!subscriber) return { status: 'refused', reason: 'the subscription has ended' }
      const { endpoint, keys } = subscriber
      // The settings may have changed since it was taken.
      if (!isPushService(endpoint, services)) return { status: 'refused', reason: 'this is no push service' }
      const tag = delivery.alarm ?? delivery.key
      const response = await fetch(endpoint, {
        method: 'POST',
        headers: {
          authorization: vapid.authorization(new URL(endpoint).origin, clock.now()),
          'content-encoding': 'aes128gcm',
          'content-type': 'application/octet-stream',
          ttl: `${keptSeconds}`,
          urgency: urgencyOf(delivery.rank),
          // At most 32 characters of base64url (RFC 8030, 5.4).
          topic: deliveryId(tag).slice(0, 32),
        },
        body: new Uint8Array(encryptPush(payloadOf(delivery, tag), keys)),
        redirect: 'manual',
        signal: AbortSignal.any([closing, AbortSignal.timeout(timeLimitMs)]),
      })
      await response.body?.cancel()
      if (response.ok) return { status: 'sent' }
      if (response.status === 404 || response.status === 410) await subscribers.end(subscriber.id)
      return outcomeOf(response, clock.now())
    },
    async close() {},
  }
}

/** Of this subscription, or this message: a redirect, 400, 404, 410 and 413. Of us (401, 403), or of nothing in particular: all else. */
const refusals: ReadonlySet<number> = new Set([400, 404, 410, 413])

function outcomeOf({ status, headers }: Response, now: number): Outcome {
  const reason = `it answered ${status}`
  if (status < 400 || refusals.has(status)) return { status: 'refused', reason }
  return { status: 'later', reason, ...retryAfter(headers.get('retry-after'), now) }
}

/** What a phone does for it that saves its battery (RFC 8030, 5.3). */
function urgencyOf(rank: number): 'high' | 'normal' | 'low' {
  if (rank >= rankOf('high')) return 'high'
  return rank >= rankOf('medium') ? 'normal' : 'low'
}

/** For the page's service worker. The longest text that fits, by whole lines, and never half a character. */
function payloadOf({ key, alarm, rank, language, message }: Delivery, tag: string): Buffer {
  const facts = message.text.split('\n').filter((line) => line !== '' && !message.title.includes(line))
  const payload = (body: readonly string[]) =>
    Buffer.from(
      JSON.stringify({
        ...{ key, type: message.type, at: message.at, title: message.title, body: body.join('\n') },
        ...{ language, alarm, tag, urgent: rank >= rankOf('high') },
        url: alarm === null ? '/#/alarms' : `/#/alarms/${encodeURIComponent(alarm)}`,
      }),
    )
  let lines = facts.length
  while (lines > 0 && payload(facts.slice(0, lines)).length > longestPayload) lines--
  return payload(facts.slice(0, lines))
}
