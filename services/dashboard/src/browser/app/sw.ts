// The service worker: keeps the shell (the document and what it loads), so that an installed app opens without a network and says that there
// is none; never a reading, an alarm or anything else that the API tells. And it shows alarms that the station pushes.
import { notificationOf } from './notification.ts'

declare const __SHELL__: { version: string; files: string[] }

/** What of the worker's own scope is used here: TypeScript has its types in a library that excludes the page's. */
interface Scope {
  location: Location
  clients: {
    claim(): Promise<void>
    matchAll(options: object): Promise<WindowClient[]>
    openWindow(url: string): Promise<unknown>
  }
  registration: ServiceWorkerRegistration
  skipWaiting(): Promise<void>
  addEventListener(type: string, listener: (event: WorkerEvent) => void): void
}

interface WindowClient {
  focus(): Promise<unknown>
  navigate(url: string): Promise<WindowClient | null>
}

interface WorkerEvent extends Event {
  request: Request
  data: { text(): string } | null
  notification: Notification
  waitUntil(done: Promise<unknown>): void
  respondWith(answer: Promise<Response>): void
}

// The page's library, which this project compiles with, takes it for a window.
const worker = globalThis as unknown as Scope
const shell = __SHELL__
const kept = `jernih-${shell.version}`

worker.addEventListener('install', (event) => {
  event.waitUntil(keepShell())
  void worker.skipWaiting()
})

worker.addEventListener('activate', (event) => {
  event.waitUntil(removeOthers().then(() => worker.clients.claim()))
})

worker.addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== worker.location.origin) return
  if (pathname === '/') event.respondWith(documentOf(request))
  else if (pathname.startsWith('/page/')) event.respondWith(fileOf(request))
})

worker.addEventListener('push', (event) => {
  const { title, options } = notificationOf(event.data?.text())
  event.waitUntil(worker.registration.showNotification(title, options))
})

worker.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(open(String(event.notification.data?.url ?? '/#/alarms')))
})

/** As the newest of those kept, also where the station went back to a build that was here before. */
async function keepShell(): Promise<void> {
  await caches.delete(kept)
  const cache = await caches.open(kept)
  await cache.addAll(['/', ...shell.files])
}

/** From the station, which may have a newer one; the kept one where it does not answer. */
async function documentOf(request: Request): Promise<Response> {
  try {
    return await fetch(request)
  } catch (error) {
    const known = await (await caches.open(kept)).match('/')
    if (known) return known
    throw error
  }
}

/** Its name changes with its content, so the kept one is the right one; a page that is still open may ask for one of the build before. */
async function fileOf(request: Request): Promise<Response> {
  const own = await (await caches.open(kept)).match(request)
  return own ?? (await caches.match(request)) ?? fetch(request)
}

/** The build before this one stays, for pages that are still open and have not loaded all of it. */
async function removeOthers(): Promise<void> {
  const others = (await caches.keys()).filter((name) => name !== kept)
  for (const name of others.slice(0, -1)) await caches.delete(name)
}

/** In the window that is open already, if one is. */
async function open(url: string): Promise<void> {
  const [window] = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true })
  if (!window) return void (await worker.clients.openWindow(url))
  const there = await window.navigate(url)
  await (there ?? window).focus()
}
