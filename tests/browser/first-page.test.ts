import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { hasServer } from '@jernih/store/testing'
import { connectAsync, type MqttClient } from 'mqtt'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type StationProcess, startStationProcess } from '../station/station-process.ts'

const token = `a-token-for-this-browser-${randomUUID()}`
const cod = '[data-series="mojokerto-batik/outlet/cod"]'
const tss = '[data-series="mojokerto-batik/outlet/tss"]'

/** Longest that the page may take to show something on a busy machine. */
const soon = { timeout: 15_000 }

/** A phone, as the operators have one, on the page of a real station. */
describe.runIf(hasServer('chromium', process.env))('the first page', () => {
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
    browser = await chromium.launch({ executablePath: onPath('chromium'), args: flags })
    const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, locale: 'id-ID' }
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
    await page.goto(station.httpUrl)
    await page.fill('#token', 'wrong')
    await page.click('form button')
    await expect.poll(() => text('form'), soon).toContain('Token itu tidak cocok')
    expect(await page.locator('.tile').count()).toBe(0)
  })

  it('signs in, and is live', async () => {
    await page.fill('#token', token)
    await page.click('form button')
    await expect.poll(link, soon).toBe('live')
    expect(await text(cod)).toMatch(/COD\s*maks 150\s*—\s*mg\/L\s*belum ada data/)
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

  it('tells an alarm with value, limit and citation, and takes the acknowledgement', async () => {
    await publish(Date.now() - 61_000, { ph: 10.9 })
    await publish(Date.now() - 500, { ph: 11.1 })
    const card = '.alarm:has-text("pH di atas batas")'
    await expect.poll(() => page.locator(card).count(), soon).toBe(1)
    expect(await text(card)).toMatch(/saat timbul\s*11,10\s*batas\s*9\s*Pergub Jawa Timur 72\/2013/)
    expect(await text(cod)).not.toContain('di atas batas')
    await page.locator(card).getByRole('button').tap()
    await expect.poll(() => text(card), soon).toContain('Ditangani oleh admin')
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
    await expect.poll(() => text(cod), soon).toContain('max 150')
    await page.reload()
    await expect.poll(() => page.locator('html').getAttribute('lang'), soon).toBe('en')
  })

  it('fits a phone, asks nobody else for anything, and breaks no rule of its own', async () => {
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390)
    expect(strangers).toEqual([])
    expect(complaints).toEqual([])
  })
})

function onPath(command: string): string {
  return execFileSync('which', [command], { encoding: 'utf8' }).trim()
}

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
