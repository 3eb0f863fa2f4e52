import { api, ask, Refused } from '../../link/api.ts'
import { owner } from '../../link/session.ts'
import type { Alarm } from '../../link/wire.ts'
import { language } from '../../words/language.ts'

export type Priority = Alarm['priority']

export const leasts: readonly Priority[] = ['critical', 'high', 'medium', 'low']

/** How this browser stands to being told of alarms. */
export type PushState =
  | { status: 'needs-https' | 'unsupported' | 'needs-account' | 'denied' | 'off' }
  | { status: 'on'; leastPriority: Priority }

const subscriptions = api.api.v1.push.subscriptions

/** The browser's push service does not answer, or will have nothing to do with this browser. */
export class PushServiceFailed extends Error {
  override name = 'PushServiceFailed'
}

/** Asks the browser and the station; where the station has another key by now, subscribes anew with it. */
export async function readPush(): Promise<PushState> {
  if (!isSecureContext) return { status: 'needs-https' }
  const manager = await pushManager()
  if (!manager) return { status: 'unsupported' }
  if (owner.peek()?.kind !== 'person') return { status: 'needs-account' }
  if (Notification.permission === 'denied') return { status: 'denied' }
  const subscription = await manager.getSubscription()
  if (!subscription) return { status: 'off' }
  const [{ key }, { items }] = await Promise.all([
    ask(api.api.v1.push.key.$get()),
    ask(subscriptions.$get({ query: { all: 'false' } })),
  ])
  const asked = rememberedLeast()
  if (keyOf(subscription) !== key) return asked ? subscribe(asked) : { status: 'off' }
  const id = await idOf(subscription.endpoint)
  const told = items.find((item) => item.id === id)
  return told ? { status: 'on', leastPriority: told.leastPriority } : { status: 'off' }
}

/** To be called from a click: browsers ask for permission then only. */
export async function turnPushOn(leastPriority: Priority): Promise<PushState> {
  const permission = await Notification.requestPermission()
  if (permission === 'denied') return { status: 'denied' }
  return permission === 'granted' ? subscribe(leastPriority) : { status: 'off' }
}

/** The station first: it must not go on telling a browser that threw its keys away. */
export async function turnPushOff(): Promise<PushState> {
  const subscription = await (await pushManager())?.getSubscription()
  if (!subscription) return { status: 'off' }
  await ask(subscriptions[':id'].$delete({ param: { id: await idOf(subscription.endpoint) } })).catch(
    (error) => {
      if (!(error instanceof Refused) || error.status !== 404) throw error
    },
  )
  localStorage.removeItem(rememberedAt())
  await subscription.unsubscribe()
  return { status: 'off' }
}

async function subscribe(leastPriority: Priority): Promise<PushState> {
  const manager = await pushManager()
  if (!manager) return { status: 'unsupported' }
  const { key } = await ask(api.api.v1.push.key.$get())
  const known = await manager.getSubscription()
  // A browser keeps to the key that it subscribed with.
  if (known && keyOf(known) !== key) await known.unsubscribe()
  const asked = { userVisibleOnly: true, applicationServerKey: key }
  const subscription = await manager.subscribe(asked).catch((cause) => {
    throw new PushServiceFailed(String(cause), { cause })
  })
  const { endpoint = '', expirationTime, keys } = subscription.toJSON()
  const { p256dh = '', auth = '' } = keys ?? {}
  await ask(
    subscriptions.$post({
      json: {
        endpoint,
        expirationTime: expirationTime ?? null,
        keys: { p256dh, auth },
        language: language.peek(),
        leastPriority,
      },
    }),
  )
  localStorage.setItem(rememberedAt(), leastPriority)
  return { status: 'on', leastPriority }
}

/** One each: nobody is told here because somebody else asked to be. */
function rememberedAt(): string {
  return `jernih-push-${owner.peek()?.by}`
}

/** What this person asked for here; null for nothing. With a new key the station has forgotten it. */
function rememberedLeast(): Priority | null {
  return leasts.find((least) => least === localStorage.getItem(rememberedAt())) ?? null
}

/** None where the browser has none, or runs no worker that would show what is pushed. */
async function pushManager(): Promise<PushManager | null> {
  if (!('serviceWorker' in navigator && 'PushManager' in globalThis && 'Notification' in globalThis))
    return null
  return (await navigator.serviceWorker.getRegistration())?.pushManager ?? null
}

function keyOf({ options }: PushSubscription): string {
  return options.applicationServerKey ? base64url(new Uint8Array(options.applicationServerKey)) : ''
}

/** As the station names it. */
async function idOf(endpoint: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(endpoint))
  return `push-${base64url(new Uint8Array(digest)).slice(0, 22)}`
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}
