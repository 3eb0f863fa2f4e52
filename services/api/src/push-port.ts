import type { Contact, Instant, Priority, SiteId } from '@jernih/domain'

/** A browser that is told of alarms, without what is needed to send to it. */
export interface PushSubscription {
  /** `push-` and the first 22 characters of the SHA-256 of its endpoint, in base64url: a browser can know its own. */
  id: string
  person: string
  /** The push service's host. */
  service: string
  language: Contact['language']
  leastPriority: Priority
  /** Null: every site. */
  sites: SiteId[] | null
  createdAt: Instant
}

export type NewPushSubscription = Omit<PushSubscription, 'id' | 'service' | 'createdAt'> & {
  endpoint: string
  /** Of the browser, in base64url: a P-256 point of 65 bytes and a secret of 16. */
  keys: { p256dh: string; auth: string }
}

/** What the api asks of whoever keeps subscriptions. Rejects where their disk fails it: nothing was done then. */
export interface PushSubscriptionsPort {
  /** Takes the place of what the same endpoint had. `unknown`: the person's account has ended. */
  put(
    subscription: NewPushSubscription,
  ): Promise<{ subscription: PushSubscription; made: boolean } | 'unknown'>
  /** Oldest first. */
  list(): PushSubscription[]
  /** False where there is none. */
  end(id: string): Promise<boolean>
}

/** What the api asks of the herald. */
export interface PushPort {
  /** VAPID's public key, in base64url: browsers subscribe with it. */
  key: string
  /** What is wrong with a subscription: a host that is no push service, or keys that are none. Empty when all is well. */
  complaints(
    subscription: Pick<NewPushSubscription, 'endpoint' | 'keys'>,
  ): { path: string; expected: string }[]
}
