import { hasServer } from '@jernih/store/testing'
import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type StationProcess, startStationProcess } from '../station/station-process.ts'
import { axeViolations } from './axe.ts'
import { launchChromium } from './launch-chromium.ts'
import { phone, soon } from './screens.ts'

const sari = { username: 'sari', password: 'membatik pagi hari' }
const service = 'https://push.jernih.invalid'

interface Subscription {
  id: string
  username: string
  service: string
  language: string
  leastPriority: string
}

interface Shown {
  title: string
  body: string
  tag: string
  lang: string
  requireInteraction: boolean
}

/** A phone that is told of alarms. No push service is reached from here: the browser's own subscribing is stood in for, all else is real. */
describe.runIf(hasServer('chromium', process.env))('Web Push on the screen', () => {
  let station: StationProcess
  let browser: Browser
  let page: Page
  let context: BrowserContext

  beforeAll(async () => {
    station = await startStationProcess({ environment: { PUSH_SERVICES: service } })
    const body = { ...sari, role: 'operator', name: 'Sari' }
    await station.api('/api/v1/people', { method: 'POST', body })
    browser = await launchChromium()
    context = await browser.newContext({ ...phone, permissions: ['notifications'] })
    page = await enter(context, sari)
  })
  afterAll(async () => {
    await browser?.close()
    await station?.stop()
  })

  async function enter(into: BrowserContext, credentials: object): Promise<Page> {
    await into.addInitScript(standIn, service)
    await into.request.post(`${station.httpUrl}/session`, { data: credentials })
    const opened = await into.newPage()
    await opened.goto(`${station.httpUrl}/#/alarms`)
    await opened.evaluate('navigator.serviceWorker.ready.then(() => {})')
    await opened.reload()
    return opened
  }

  const state = (of = page) => of.locator('.push-switch').getAttribute('data-push')
  const told = (of = page) => of.locator('.push-switch [role=status]').textContent()

  async function listed(): Promise<Subscription[]> {
    const { items } = await station.api<{ items: Subscription[] }>('/api/v1/push/subscriptions?all=true')
    return items
  }

  describe('the switch', () => {
    it('asks for nothing by itself, and on a tap subscribes with what the station takes', async () => {
      await expect.poll(() => state(), soon).toBe('off')
      expect(await listed()).toEqual([])
      expect(await axeViolations(page)).toEqual([])
      await page.getByLabel('Alarm yang diberitahukan').selectOption('medium')
      await page.getByRole('button', { name: 'Beritahu perangkat ini' }).tap()
      await expect.poll(() => told(), soon).toContain('sedang, tinggi dan kritis')
      const [subscription] = await listed()
      expect(subscription).toMatchObject({ username: 'sari', language: 'id', leastPriority: 'medium' })
    })

    it('changes the least priority of the same subscription', async () => {
      const [before] = await listed()
      await page.getByLabel('Alarm yang diberitahukan').selectOption('critical')
      await expect.poll(() => told(), soon).toContain('hanya yang kritis')
      expect(await listed()).toEqual([{ ...before, leastPriority: 'critical' }])
    })

    it("subscribes anew where the station's key is another by now", async () => {
      const [before] = await listed()
      await page.evaluate('globalThis.standing.options = { applicationServerKey: new ArrayBuffer(65) }')
      await page.goto(`${station.httpUrl}/#/work`)
      await page.goto(`${station.httpUrl}/#/alarms`)
      await expect.poll(async () => (await listed()).map(({ id }) => id), soon).not.toEqual([before?.id])
      await expect.poll(() => told(), soon).toContain('hanya yang kritis')
      await station.request(`/api/v1/push/subscriptions/${before?.id}`, { method: 'DELETE' })
    })

    it('is off by a tap, here and at the station', async () => {
      await page.getByRole('button', { name: 'Jangan beritahu lagi' }).tap()
      await expect.poll(() => state(), soon).toBe('off')
      expect(await listed()).toEqual([])
    })

    it('says so where the push service is out of reach', async () => {
      await page.evaluate('PushManager.prototype.subscribe = () => Promise.reject(new Error("AbortError"))')
      await page.getByRole('button', { name: 'Beritahu perangkat ini' }).tap()
      await expect
        .poll(() => page.locator('.push-switch [role=alert]').textContent(), soon)
        .toContain('tidak terjangkau')
      expect(await listed()).toEqual([])
    })

    it('says how to undo a denial, and that a token has no account to tell', async () => {
      const another = await browser.newContext(phone)
      await another.addInitScript(
        "Object.defineProperty(Notification, 'permission', { get: () => 'denied' })",
      )
      expect(await told(await settled(another, sari))).toMatch(/ditolak.*gembok/)
      await another.close()

      const admin = await browser.newContext(phone)
      expect(await told(await settled(admin, { token: station.token }))).toContain('akun Anda sendiri')
      await admin.close()
    })

    async function settled(into: BrowserContext, credentials: object): Promise<Page> {
      const opened = await enter(into, credentials)
      await opened.locator('.push-switch[data-push]').waitFor()
      return opened
    }
  })

  describe('the worker', () => {
    let debug: CDPSession
    let registrationId: string

    beforeAll(async () => {
      debug = await context.newCDPSession(page)
      const known = new Promise<string>((resolve) => {
        debug.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
          if (registrations[0]) resolve(registrations[0].registrationId)
        })
      })
      await debug.send('ServiceWorker.enable')
      registrationId = await known
    })

    const push = (data: string) =>
      debug.send('ServiceWorker.deliverPushMessage', { origin: station.httpUrl, registrationId, data })

    const shown = () =>
      page.evaluate(`navigator.serviceWorker.ready.then(async (registration) =>
        (await registration.getNotifications()).map(({ title, body, tag, lang, requireInteraction }) =>
          ({ title, body, tag, lang, requireInteraction })))`) as Promise<Shown[]>

    /** As if it were tapped: no driver reaches what the system draws. */
    const tap = () =>
      context.serviceWorkers()[0]?.evaluate(`registration.getNotifications().then(([notification]) =>
        dispatchEvent(new NotificationEvent('notificationclick', { notification })))`)

    const episode = 'mojokerto-batik.outlet.ph-limit-high.7'
    const raised = {
      ...{ key: 'k', type: 'alarm', at: '2026-11-24T08:00:00Z', language: 'id', alarm: episode },
      ...{ title: 'pH di atas batas', body: 'Outlet', tag: episode, urgent: true },
      url: `/#/alarms/${episode}`,
    }

    it('shows what is pushed, and a grave one until somebody looks', async () => {
      await push(JSON.stringify(raised))
      const { title, body, tag } = raised
      await expect.poll(shown, soon).toEqual([{ title, body, tag, lang: 'id', requireInteraction: true }])
    })

    it('puts a later step of the episode in the place of the one before', async () => {
      await push(JSON.stringify({ ...raised, title: 'pH kembali wajar', urgent: false }))
      await expect
        .poll(shown, soon)
        .toEqual([expect.objectContaining({ title: 'pH kembali wajar', requireInteraction: false })])
    })

    it('opens the alarm that is tapped', async () => {
      await tap()
      await expect.poll(() => page.url(), soon).toBe(`${station.httpUrl}/#/alarms/${episode}`)
      await expect.poll(shown, soon).toEqual([])
    })

    it.each(['no JSON', 'null', '{"title":7,"url":{}}'])('shows something for %s', async (junk) => {
      await page.evaluate(`navigator.serviceWorker.ready.then(async (registration) => {
        for (const notification of await registration.getNotifications()) notification.close()
      })`)
      await expect.poll(shown, soon).toEqual([])
      await push(junk)
      await expect.poll(shown, soon).toEqual([expect.objectContaining({ title: 'Jernih' })])
    })

    it('opens no page of others, whatever was pushed', async () => {
      await push(JSON.stringify({ ...raised, tag: 'jernih', url: 'https://elsewhere.invalid/#/' }))
      await expect.poll(shown, soon).toEqual([expect.objectContaining({ title: raised.title })])
      await tap()
      await expect.poll(() => page.url(), soon).toBe(`${station.httpUrl}/#/alarms`)
    })
  })
})

/** A browser's `PushManager` whose service takes every browser. */
function standIn(service: string): void {
  const here = globalThis as unknown as { standing: object | null; PushManager: { prototype: object } }
  const written = (bytes: ArrayBuffer) =>
    btoa(String.fromCharCode(...new Uint8Array(bytes)))
      .replaceAll('+', '-')
      .replaceAll('/', '_')
      .replaceAll('=', '')
  const bytesOf = (key: string) =>
    Uint8Array.from(atob(key.replaceAll('-', '+').replaceAll('_', '/')), (one) => one.charCodeAt(0)).buffer
  here.standing = null
  Object.assign(here.PushManager.prototype, {
    getSubscription: async () => here.standing,
    async subscribe({ applicationServerKey }: { applicationServerKey: string }) {
      if (here.standing) return here.standing
      const curve = { name: 'ECDH', namedCurve: 'P-256' }
      const { publicKey } = await crypto.subtle.generateKey(curve, true, ['deriveBits'])
      const p256dh = written(await crypto.subtle.exportKey('raw', publicKey))
      const auth = written(crypto.getRandomValues(new Uint8Array(16)).buffer)
      const endpoint = `${service}/${crypto.randomUUID()}`
      here.standing = {
        endpoint,
        options: { applicationServerKey: bytesOf(applicationServerKey) },
        toJSON: () => ({ endpoint, expirationTime: null, keys: { p256dh, auth } }),
        async unsubscribe() {
          here.standing = null
          return true
        },
      }
      return here.standing
    },
  })
}
