import { hasServer } from '@jernih/store/testing'
import { connectAsync, type MqttClient } from 'mqtt'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type StationProcess, startStationProcess } from '../station/station-process.ts'
import { launchChromium } from './launch-chromium.ts'

const phone = { viewport: { width: 320, height: 844 }, isMobile: true, hasTouch: true, locale: 'id-ID' }

/** Longest that the page may take to show something on a busy machine. */
const soon = { timeout: 15_000 }

/** A name that does harm wherever it is taken for HTML. */
const evil = (name: string) =>
  `${name} <b>tebal</b><img src="/x" onerror="globalThis.ran=1"><script>globalThis.ran=1</script>`

const site = {
  id: 'sanggar',
  name: evil('Sanggar'),
  address: evil('Jalan'),
  zone: 'Asia/Jakarta',
  limits: { set: 'permen-lh-bplh-12-2025', dischargePerDay: 1 },
  contacts: [{ name: evil('Budi'), role: 'operator', email: 'budi@example.org', language: 'id' }],
  points: [
    {
      id: 'outlet',
      name: { id: evil('Keluaran'), en: evil('Outlet') },
      kind: 'outlet',
      intervalSeconds: 60,
      parameters: { ph: {}, cod: { quality: { sensor: { low: -1e301, high: 1e301 } } }, flow: {} },
    },
  ],
}

/** What people and devices may enter. */
describe.runIf(hasServer('chromium', process.env))('given bad input, the screen', () => {
  let station: StationProcess
  let device: MqttClient
  let browser: Browser
  let page: Page
  const complaints: string[] = []

  beforeAll(async () => {
    station = await startStationProcess({ sites: { 'sanggar.yaml': JSON.stringify(site) } })
    const { username, password } = await station.device('sanggar', 'outlet')
    device = await connectAsync(`mqtt://127.0.0.1:${station.mqttPort}`, { username, password })
    const wati = { username: 'wati', password: 'membatik pagi hari' }
    const person = { ...wati, name: evil('Wati'), role: 'administrator' }
    await station.api('/api/v1/people', { method: 'POST', body: person })
    browser = await launchChromium()
    page = await (await browser.newContext(phone)).newPage()
    page.on('pageerror', ({ message }) => complaints.push(message))
    page.on('request', (request) => {
      if (request.url().endsWith('/x')) complaints.push('a name has loaded its picture')
    })
    await page.request.post(`${station.httpUrl}/session`, { data: wati })
  })
  afterAll(async () => {
    await browser?.close()
    await device?.endAsync(true)
    await station?.stop()
  })

  /** `value` as a device writes it: JSON knows -0 and 5e-324. */
  async function publish(parameter: string, value: string, ageSeconds = 0): Promise<void> {
    const payload = `{"at":${Date.now() - ageSeconds * 1_000},"readings":{"${parameter}":${value}}}`
    await device.publishAsync('ipal/sanggar/outlet/readings', payload, { qos: 1 })
  }

  async function visit(address: string): Promise<void> {
    // Not from one page of the screen to another, whose heading is there already.
    await page.goto('about:blank')
    await page.goto(`${station.httpUrl}/${address}`)
    await page.locator('main h1').first().waitFor()
    await expect.poll(() => page.locator('html').getAttribute('data-link'), soon).toBe('live')
    await expect.poll(text, soon).not.toContain('Memuat…')
  }
  const width = () => page.evaluate('document.documentElement.scrollWidth')
  const text = () => page.evaluate('document.querySelector("main").textContent').then(String)

  it.each([
    ['1e300', '1E300'],
    ['-1e300', '-1E300'],
    ['-0', '0,0'],
    ['-0.01', '0,0'],
    ['5e-324', '0,0'],
    ['123456789.123', '1,235E8'],
    ['9999999.94', '9.999.999,9'],
  ])('R8: shows the value %s as %s, with its quality, and no wider than its tile', async (sent, shown) => {
    await publish('cod', sent)
    await visit('#/sites/sanggar')
    const tile = page.locator('[data-series="sanggar/outlet/cod"]')
    await expect.poll(() => tile.locator('.value').textContent(), soon).toBe(shown)
    expect(await tile.locator('.quality').textContent()).toMatch(/baik|meragukan|gagal/)
    const figure = tile.locator('.figure')
    const room = await figure.evaluate(({ clientWidth }) => clientWidth)
    expect(await figure.evaluate(({ scrollWidth }) => scrollWidth)).toBeLessThanOrEqual(room)
    for (const address of ['#/', '#/sites/sanggar', '#/history?site=sanggar&series=outlet/cod']) {
      await visit(address)
      expect(await width(), address).toBe(320)
    }
  })

  it('takes the names of sites, points and people, and what they write, for text on every page', async () => {
    await publish('ph', '11', 61)
    await publish('ph', '11.1')
    const raised = async () =>
      (await station.api<{ items: { id: string }[] }>('/api/v1/alarms?status=active')).items
    await expect.poll(async () => JSON.stringify(await raised()), soon).toContain('ph-limit-high')
    const id = (await raised()).find((alarm) => alarm.id.includes('ph-limit-high'))?.id ?? ''
    await station.api(`/api/v1/alarms/${id}/acknowledge`, { method: 'POST', body: { note: evil('Catatan') } })
    const mark = { state: 'calibration', minutes: 45, reason: evil('Buffer') }
    await station.api('/api/v1/sites/sanggar/points/outlet/state', { method: 'POST', body: mark })

    const found: unknown[] = []
    const read: string[] = []
    for (const address of [
      '#/',
      '#/sites/sanggar',
      '#/history?site=sanggar',
      '#/alarms',
      `#/alarms/${id}`,
      '#/alarms?list=past',
      '#/work',
      '#/work/samples',
      '#/work/cloth',
      '#/settings',
      '#/settings/people',
      '#/settings/devices',
      '#/settings/contacts',
      '#/settings/record',
    ]) {
      await visit(address)
      read.push(await text())
      const made = await page.locator('body :is(script, img, [onerror]), b:text-is("tebal")').count()
      const wide = await width()
      if (made > 0 || wide !== 320) found.push({ address, made, wide })
    }
    expect(found).toEqual([])
    for (const name of ['Sanggar', 'Jalan', 'Keluaran', 'Catatan', 'Buffer', 'Budi', 'Wati']) {
      expect(read.join('\n')).toContain(`${name} <b>tebal</b><img`)
    }
    expect(await page.evaluate('globalThis.ran')).toBeUndefined()
  }, 60_000)

  it('R8: shows that an answer is slow, and nothing of another series meanwhile', async () => {
    await visit('#/history?site=sanggar&series=outlet/cod')
    await page.locator('.chart canvas').first().waitFor()
    let answer = () => {}
    const answered = new Promise<void>((resolve) => {
      answer = resolve
    })
    await page.route('**/api/v1/readings*', async (route) => {
      await answered
      await route.continue()
    })
    await page.evaluate("location.hash = '#/history?site=sanggar&series=outlet/ph'")
    const panel = page.locator('.chart-panel')
    await expect.poll(() => panel.textContent(), soon).toMatch(/pH.*Memuat…/)
    expect(await page.locator('.chart canvas').count()).toBe(0)
    answer()
    await panel.locator('.chart canvas').waitFor()
    await page.unrouteAll({ behavior: 'wait' })
  })

  it('says why the store gives no history, and asks again when told to', async () => {
    const title = 'The store does not answer'
    const problem = { type: 'urn:jernih:problem:unavailable', title, status: 503 }
    await page.route('**/api/v1/readings*', (route) =>
      route.fulfill({ status: 503, contentType: 'application/problem+json', body: JSON.stringify(problem) }),
    )
    await visit('#/history?site=sanggar&series=outlet/cod')
    await expect
      .poll(text, soon)
      .toContain(`Server tidak dapat melakukannya sekarang. Coba lagi sebentar lagi. (${title})`)
    await page.unrouteAll({ behavior: 'wait' })
    await page.getByRole('button', { name: 'Coba lagi' }).tap()
    await page.locator('.chart canvas').waitFor()
    expect(await text()).not.toContain('Server tidak dapat')
  })

  it('breaks no rule of its own', () => expect(complaints).toEqual([]))
})
