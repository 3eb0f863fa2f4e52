import { randomUUID } from 'node:crypto'
import { hasServer } from '@jernih/store/testing'
import { connectAsync, type MqttClient } from 'mqtt'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type StationProcess, startStationProcess } from '../station/station-process.ts'
import { axeViolations } from './axe.ts'
import { launchChromium } from './launch-chromium.ts'
import { monitor, openSignedIn, phone, shownOn, soon } from './screens.ts'

const token = `a-token-for-this-browser-${randomUUID()}`

/** An alarm's life, on a phone and on a monitor. */
describe.runIf(hasServer('chromium', process.env))('the alarms page', () => {
  let station: StationProcess
  let device: MqttClient
  let browser: Browser
  let page: Page
  let id: string
  const complaints: string[] = []

  beforeAll(async () => {
    station = await startStationProcess({ environment: { JERNIH_ADMIN_TOKEN: token } })
    for (const [username, role] of [
      ['wati', 'viewer'],
      ['sari', 'operator'],
    ]) {
      const body = { username, role, name: `<b>${username}</b>`, password: 'membatik pagi hari' }
      await station.api('/api/v1/people', { method: 'POST', body })
    }
    const { username, password } = await station.device('mojokerto-batik', 'outlet')
    device = await connectAsync(`mqtt://127.0.0.1:${station.mqttPort}`, { username, password })
    browser = await launchChromium()
    page = await open(phone, { token })
  })
  afterAll(async () => {
    await browser?.close()
    await device?.endAsync(true)
    await station?.stop()
  })

  function open(settings: object, credentials: object): Promise<Page> {
    return openSignedIn(browser, {
      station,
      device: settings,
      credentials,
      address: '#/alarms',
      complaints,
      // What the driver evaluates counts as a gesture; a page that nobody has touched knows of none.
      prepare: (page) =>
        page.addInitScript(
          "Object.defineProperty(navigator, 'userActivation', { value: { hasBeenActive: false } })",
        ),
    })
  }

  async function publish(at: number, readings: Record<string, number>): Promise<void> {
    const payload = JSON.stringify({ at, readings })
    await device.publishAsync('ipal/mojokerto-batik/outlet/readings', payload, { qos: 1 })
  }

  const main = () => shownOn(page)
  const sound = (of: Page) => of.locator('#sound').getAttribute('data-sound')

  it('tells at once what is raised, in the list, the title, and to screen readers', async () => {
    await expect.poll(main, soon).toContain('Tidak ada alarm')
    await publish(Date.now() - 61_000, { ph: 10.9 })
    await publish(Date.now() - 500, { ph: 11.1 })
    await expect
      .poll(main, soon)
      .toMatch(
        /Aktif, belum ditangani (kritis|tinggi|sedang|rendah) pH di atas batas Outlet.*saat timbul 11,1/,
      )
    expect(await page.title()).toMatch(/^\(\d+\) Jernih$/)
    await expect.poll(() => page.locator('#announced').textContent(), soon).toContain('pH di atas batas')
    expect(await axeViolations(page)).toEqual([])
  })

  it.each([320, 390])('has room for all of its bar on a phone of %d px', async (width) => {
    await page.setViewportSize({ width, height: 844 })
    const boxes = await Promise.all((await page.locator('.bar > *').all()).map((part) => part.boundingBox()))
    const edges = boxes.flatMap((box) => (box ? [box.x, box.x + box.width] : []))
    expect(edges).toHaveLength(10)
    expect(edges).toEqual(edges.toSorted((one, other) => one - other))
    expect(edges.at(-1)).toBeLessThanOrEqual(width)
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width)
    expect(await page.getByRole('button', { name: 'Keluar' }).isVisible()).toBe(true)
  })

  it('is silent before somebody touches the page, and says so; then sounds, and can be silenced for a while', async () => {
    expect(await sound(page)).toBe('not-yet')
    await page.evaluate(
      `globalThis.tones = 0; const start = OscillatorNode.prototype.start; OscillatorNode.prototype.start = function (at) { globalThis.tones++; return start.call(this, at) }`,
    )
    await page.locator('#sound').tap()
    await expect.poll(() => sound(page), soon).toBe('on')
    await expect.poll(() => page.evaluate('globalThis.tones'), soon).toBeGreaterThanOrEqual(3)
    await page.getByRole('button', { name: 'Senyap 5 menit' }).tap()
    await expect.poll(() => sound(page), soon).toBe('muted')
    await expect.poll(() => page.locator('#sound').textContent(), soon).toMatch(/4:\d\d/)
    expect(await axeViolations(page)).toEqual([])
    await page.keyboard.press('Escape')
  })

  it('tells an episode with value, limit, citation, what to do, and its chart', async () => {
    await page.locator('.alarm-row', { hasText: 'pH di atas batas' }).tap()
    await expect
      .poll(main, soon)
      .toMatch(/saat timbul 11,10.*batas 9.*Pergub Jawa Timur 72\/2013.*Dalam 15 menit:.*Penyebab.*Timbul/)
    await page.locator('.episode .chart canvas').waitFor()
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390)
    expect(await axeViolations(page)).toEqual([])
    id = decodeURIComponent(new URL(page.url()).hash.slice('#/alarms/'.length))
  })

  it('says plainly who was faster where two take it on at once', async () => {
    const sari = await open(monitor, { username: 'sari', password: 'membatik pagi hari' })
    await sari.route('**/acknowledge', async (route) => {
      await station.api(`/api/v1/alarms/${id}/acknowledge`, { method: 'POST', body: {} })
      await route.continue()
    })
    await sari.locator('.alarm-row', { hasText: 'pH' }).click()
    await sari.getByLabel('Catatan').fill('saya juga')
    await sari.getByRole('button', { name: 'Saya tangani', exact: true }).click()
    await expect
      .poll(() => shownOn(sari), soon)
      .toMatch(/admin lebih dahulu: sudah ditangani pada [\d./ ]+ WIB/)
    expect(await shownOn(sari)).not.toContain('Jangan dipakai')
    await sari.context().close()
  })

  it('shelves with a reason and an end, and takes it back', async () => {
    await page.getByRole('button', { name: 'Tunda…' }).tap()
    await page.getByLabel('Sampai').selectOption('15')
    await page.getByLabel('Alasan').fill('<i>probe</i> dibersihkan')
    expect(await axeViolations(page)).toEqual([])
    await page.getByRole('button', { name: 'Tunda', exact: true }).tap()
    await expect.poll(main, soon).toMatch(/Ditunda sampai [\d./ ]+ WIB oleh admin: <i>probe<\/i> dibersihkan/)
    await page.getByRole('button', { name: 'Akhiri penundaan' }).tap()
    await expect.poll(main, soon).not.toContain('Akhiri penundaan')
  })

  it('R10: offers a viewer nothing to do; goes by keyboard, beside the list on a monitor, in English', async () => {
    const viewer = await open(monitor, { username: 'wati', password: 'membatik pagi hari' })
    await viewer.getByRole('button', { name: /English/ }).click()
    await viewer.locator('.alarm-row').first().waitFor()
    await viewer.keyboard.press('j')
    await viewer.keyboard.press('Enter')
    await expect.poll(() => shownOn(viewer), soon).toMatch(/What to do Within \d+ minutes/)
    expect(await viewer.locator('.alarm-row').first().isVisible()).toBe(true)
    expect(await viewer.locator('main button').count()).toBe(0)
    await viewer.locator('.episode .chart canvas').waitFor()
    expect(await axeViolations(viewer)).toEqual([])
    await viewer.getByRole('link', { name: 'Past' }).click()
    await expect.poll(() => shownOn(viewer), soon).toMatch(/\d+ episodes loaded/)
    await viewer.context().close()
  })

  it('breaks no rule of its own', () => expect(complaints).toEqual([]))
})
