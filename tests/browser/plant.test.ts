import { randomUUID } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { hasServer } from '@jernih/store/testing'
import { connectAsync, type MqttClient } from 'mqtt'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type StationProcess, startStationProcess } from '../station/station-process.ts'
import { axeViolations } from './axe.ts'
import { launchChromium } from './launch-chromium.ts'
import { phone, soon } from './screens.ts'

const token = `a-token-for-this-browser-${randomUUID()}`
const cod = '[data-series="mojokerto-batik/outlet/cod"]'
const tss = '[data-series="mojokerto-batik/outlet/tss"]'

/** A phone, as the operators have one, on the page of a real station. */
describe.runIf(hasServer('chromium', process.env))('the plant page', () => {
  let station: StationProcess
  let device: MqttClient
  let browser: Browser
  let page: Page
  const complaints: string[] = []
  const strangers: string[] = []

  beforeAll(async () => {
    station = await startStationProcess({ environment: { JERNIH_ADMIN_TOKEN: token } })
    const answer = await request('/api/v1/devices', { site: 'mojokerto-batik', point: 'outlet' })
    const { username, password } = (await answer.json()) as { username: string; password: string }
    device = await connectAsync(`mqtt://127.0.0.1:${station.mqttPort}`, { username, password })
    browser = await launchChromium()
    page = await (await browser.newContext(phone)).newPage()
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().includes('401')) complaints.push(message.text())
    })
    page.on('pageerror', ({ message }) => complaints.push(message))
    page.on('request', (made) => {
      if (!made.url().startsWith(station.httpUrl) && !made.url().startsWith('data:'))
        strangers.push(made.url())
    })
  })
  afterAll(async () => {
    await browser?.close()
    await device?.endAsync(true)
    await station?.stop()
  })

  function request(path: string, body: object): Promise<Response> {
    return fetch(station.httpUrl + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  }

  async function publish(at: number, readings: Record<string, number>): Promise<void> {
    const payload = JSON.stringify({ at, readings })
    await device.publishAsync('ipal/mojokerto-batik/outlet/readings', payload, { qos: 1 })
  }

  const text = async (selector: string) => (await page.locator(selector).textContent()) ?? ''
  const opacity = async () =>
    Number(await page.evaluate('getComputedStyle(document.querySelector("main")).opacity'))
  const link = () => page.locator('html').getAttribute('data-link')

  it('R10: shows nothing but a form to whoever has not signed in', async () => {
    await page.goto(`${station.httpUrl}/#/sites/mojokerto-batik`)
    await page.click('summary')
    await page.fill('#token', 'wrong')
    await page.click('details button')
    await expect.poll(() => text('.sign-in'), soon).toContain('Token itu tidak cocok')
    expect(await page.locator('.tile').count()).toBe(0)
  })

  it('signs in, and is live', async () => {
    await page.fill('#token', token)
    await page.click('details button')
    await expect.poll(link, soon).toBe('live')
    expect(await page.locator('#sign-out').isVisible()).toBe(true)
    expect(await text(cod)).toMatch(/COD \(riwayat\)\s*maks 150\s*—\s*mg\/L\s*belum ada data/)
  })

  it('R8: shows a value with its unit, limit, quality and an age that counts up', async () => {
    await publish(Date.now() - 2_000, { cod: 96.4 })
    await expect.poll(() => text(cod), soon).toMatch(/maks 150\s*96,4\s*mg\/L\s*baik\s*\d dtk lalu/)
    const age = await text(`${cod} .age`)
    await expect.poll(() => text(`${cod} .age`), soon).not.toBe(age)
  })

  it('R8: shows a dash for a value too old to be the present one, and the value as the last one only', async () => {
    await publish(Date.now() - 600_000, { tss: 31.5 })
    await expect.poll(() => text(tss), soon).toMatch(/—\s*mg\/L\s*terakhir 31,5 mg\/L\s*10 mnt \d+ dtk lalu/)
  })

  it('R8: shows no value as present because its device is ahead of time', async () => {
    await publish(Date.now() + 240_000, { nh3n: 1.5 })
    const nh3n = '[data-series="mojokerto-batik/outlet/nh3n"]'
    await expect.poll(() => text(nh3n), soon).toMatch(/1,50?\s*mg\/L.*\d dtk lalu, jam alat lebih cepat/s)
  })

  it('R8: takes the link for lost when it comes back into sight, until an event comes', async () => {
    process.kill(station.pid, 'SIGSTOP')
    try {
      await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
      expect(await link()).toBe('lost')
    } finally {
      process.kill(station.pid, 'SIGCONT')
    }
    await expect.poll(link, soon).toBe('live')
  })

  it('R6: says that readings are not kept, and what somebody should look at', async () => {
    const another = await page.context().newPage()
    const heartbeat = {
      serverTime: new Date().toISOString(),
      reasons: ['The journal cannot be written: ENOSPC'],
      warnings: ['historian is 500000 entries behind'],
    }
    const body = `event: heartbeat\ndata: ${JSON.stringify(heartbeat)}\nretry: 100\n\n`
    await another.route('**/api/v1/stream*', (route) =>
      route.fulfill({ contentType: 'text/event-stream', body }),
    )
    await another.goto(`${station.httpUrl}/#/sites/mojokerto-batik`)
    const shown = (id: string) => another.locator(id).textContent()
    await expect
      .poll(() => shown('#trouble'), soon)
      .toBe('Pembacaan tidak tersimpan: The journal cannot be written: ENOSPC')
    expect(await shown('#warnings')).toBe('Perlu diperiksa: historian is 500000 entries behind')
    await another.close()
  })

  it('takes up a limit that changes while it is open', async () => {
    const file = join(station.directory, 'sites', 'mojokerto-batik.yaml')
    const permit = `permit: [{ parameter: cod, band: { high: 120 }, validFrom: 2026-01-01, citation: { source: Izin, verified: true } }]`
    const before = await readFile(file, 'utf8')
    await writeFile(file, before.replace(/^ {2}dischargePerDay: .*$/m, `$&\n  ${permit}`))
    await expect.poll(() => text(cod), soon).toContain('maks 120')
  })

  it('says why a spent sign-in link signs nobody in', async () => {
    const stranger = await (await browser.newContext({ locale: 'id-ID' })).newPage()
    await stranger.goto(`${station.httpUrl}/sign-in/spent`)
    await expect
      .poll(() => stranger.locator('.sign-in').textContent(), soon)
      .toContain('Tautan masuk itu sudah terpakai')
    await stranger.close()
  })

  it('R8: says within three seconds that the link is dead, greys, counts, and recovers by itself', async () => {
    process.kill(station.pid, 'SIGSTOP')
    const start = performance.now()
    try {
      await expect.poll(link, { timeout: 5_000, interval: 50 }).toBe('lost')
      expect(performance.now() - start).toBeLessThan(3_500)
      expect(await text('#banner')).toContain('Sambungan ke server terputus')
      const silence = await text('#silence')
      await expect.poll(() => text('#silence'), soon).not.toBe(silence)
      await expect.poll(opacity, soon).toBeLessThan(0.6)
    } finally {
      process.kill(station.pid, 'SIGCONT')
    }
    await expect.poll(link, soon).toBe('live')
  })

  it('speaks English where it is asked to, and remembers it', async () => {
    await page.click('#language')
    await expect.poll(() => text(cod), soon).toContain('max 120')
    await page.reload()
    await expect.poll(() => page.locator('html').getAttribute('lang'), soon).toBe('en')
  })

  it.each(['light', 'dark'] as const)('has nothing for axe-core to find, %s', async (colorScheme) => {
    await page.emulateMedia({ colorScheme })
    expect(await axeViolations(page)).toEqual([])
  })

  it('fits a phone, asks nobody else for anything, and breaks no rule of its own', async () => {
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390)
    expect(strangers).toEqual([])
    expect(complaints).toEqual([])
  })
})
