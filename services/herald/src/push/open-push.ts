import type { Clock } from '@jernih/runtime'
import type { Channel } from '../channel.ts'
import { openPushChannel } from '../channels/push.ts'
import type { Subscriber } from '../routing.ts'
import { type BrowserKeys, complaintOf } from './encrypt.ts'
import { isPushService } from './push-services.ts'
import { openVapid } from './vapid.ts'

/** A browser that is told of alarms, and what it takes to send to it. */
export interface PushSubscriber extends Subscriber {
  endpoint: string
  keys: BrowserKeys
}

/** What the herald asks of whoever keeps subscriptions; all but ending one is answered from memory. */
export interface PushSubscribers {
  list(): readonly PushSubscriber[]
  find(id: string): PushSubscriber | null
  end(id: string): Promise<boolean>
}

export interface Push {
  /** The key with which browsers subscribe. */
  key: string
  channel: Channel
  /** What is wrong with a subscription; empty when all is well. */
  complaints(subscription: { endpoint: string; keys: BrowserKeys }): { path: string; expected: string }[]
}

/**
 * Web Push. Where the key had to be made, subscriptions that stand end: no service takes a message for them any more. `services` are origins of push services beside those of the known browsers.
 */
export async function openPush(given: {
  directory: string
  contact: string
  services: readonly string[]
  subscribers: PushSubscribers
  clock: Clock
}): Promise<Push> {
  const vapid = await openVapid(given)
  const { subscribers } = given
  if (vapid.isNew) for (const { id } of [...subscribers.list()]) await subscribers.end(id)
  return {
    key: vapid.key,
    channel: openPushChannel({ ...given, vapid }),
    complaints({ endpoint, keys }) {
      const ofKeys = complaintOf(keys)
      return [
        ...(isPushService(endpoint, given.services)
          ? []
          : [{ path: 'endpoint', expected: 'expected an https address of a known push service' }]),
        ...(ofKeys ? [{ path: `keys.${ofKeys.path}`, expected: ofKeys.expected }] : []),
      ]
    },
  }
}
