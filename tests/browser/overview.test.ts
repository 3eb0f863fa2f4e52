import { randomUUID } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { hasServer } from '@jernih/store/testing'
import { connectAsync, type MqttClient } from 'mqtt'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type StationProcess, startStationProcess } from '../station/station-process.ts'
import { axeViolations } from './axe.ts'
import { launchChromium } from './launch-chromium.ts'
import { monitor, openSignedIn, phone, soon } from './screens.ts'

const token = `a-token-for-this-browser-${randomUUID()}`

/** Mojokerto's outlet sends; Banjarmasin is never heard. */
describe.runIf(hasServer('chromium', process.env))('the overview', () => {
  let station: StationProcess
  let device: MqttClient
  let browser: Browser
  let page: Page
  const complaints: string[] = []

  beforeAll(async () => {
    station = await startStationProcess({ environment: { JERNIH_ADMIN_TOKEN: token } })
    const { username, password } = await station.device('mojokerto-batik', 'outlet')
    device = await connectAsync(`mqtt://127.0.0.1:${station.mqttPort}`, { username, password })
    browser = await launchChromium()
    page = await open(phone)
  })
  afterAll(async () => {
    await browser?.close()
    await device?.endAsync(true)
    await station?.stop()
  })

  function open(settings: object): Promise<Page> {
    return openSignedIn(browser, {
      station,
      device: settings,
      credentials: { token },
      address: '',
      complaints,
    })
  }

  async function publish(at: number, readings: Record<string, number>): Promise<void> {
    const payload = JSON.stringify({ at, readings })
    await device.publishAsync('ipal/mojokerto-batik/outlet/readings', payload, { qos: 1 })
  }

  const line = (site: string) => page.locator(`[data-site="${site}"]`)
  async function shown(site: string): Promise<string> {
    return ((await line(site).textContent()) ?? '').replaceAll(/\s+/g, ' ')
  }
  const order = () =>
    page.evaluate(`[...document.querySelectorAll('[data-site]')].map(({ dataset }) => dataset.site)`)

  it('R8: puts a site in violation first, with the reading nearest to its limit and an age that counts', async () => {
    const now = Date.now()
    for (let minute = 5; minute >= 0; minute--) {
      await publish(now - minute * 60_000, { cod: 480, ph: 7.1, flow: 2 })
    }
    await expect.poll(() => line('mojokerto-batik').getAttribute('data-site-state'), soon).toBe('violation')
    await expect.poll(order, soon).toEqual(['mojokerto-batik', 'banjarmasin-sasirangan'])
    await expect
      .poll(() => shown('mojokerto-batik'), soon)
      .toMatch(/COD 480,0 mg\/L.*maks 150 · (baik|meragukan) · \d+ dtk lalu/)
    const age = await line('mojokerto-batik').locator('.age').textContent()
    await expect.poll(() => line('mojokerto-batik').locator('.age').textContent(), soon).not.toBe(age)
  })

  it('counts its alarms, and what left beyond the limit', async () => {
    await expect.poll(() => shown('mojokerto-batik'), soon).toMatch(/1 (kritis|tinggi)/)
    // 330 mg/L too much in 2 m³/h for five minutes; less where the site's day has just begun.
    await expect.poll(() => shown('mojokerto-batik'), soon).toMatch(/0,0\d+ kg/)
  })

  it('leads to the plant, and back by the browser', async () => {
    await line('mojokerto-batik').getByRole('link').first().tap()
    await expect.poll(() => page.url(), soon).toContain('#/sites/mojokerto-batik')
    await page.getByRole('heading', { level: 1, name: /Maja Bharama/ }).waitFor()
    await page.goBack()
    await expect.poll(() => page.locator('[data-site]').count(), soon).toBe(2)
  })

  it('takes up a site that comes and one that goes, while it is open', async () => {
    const file = join(station.directory, 'sites', 'sanggar.yaml')
    const site = { id: 'sanggar', name: 'Sanggar <script>alert(1)</script>', zone: 'Asia/Jayapura' }
    const point = {
      id: 'outlet',
      name: { id: 'Outlet', en: 'Outlet' },
      kind: 'outlet',
      intervalSeconds: 60,
      parameters: { ph: {} },
    }
    const limits = { set: 'permen-lh-bplh-12-2025', dischargePerDay: 1 }
    await writeFile(file, JSON.stringify({ ...site, limits, points: [point] }))
    await expect.poll(() => shown('sanggar'), soon).toContain('Sanggar <script>alert(1)</script>')
    await rm(file)
    await expect.poll(() => line('sanggar').count(), soon).toBe(0)
  })

  it('speaks English on a monitor, and has nothing for axe-core to find in either theme', async () => {
    const wide = await open(monitor)
    await wide.getByRole('button', { name: /English/ }).click()
    await wide.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
    await wide.locator('[data-site]').first().waitFor()
    for (const each of [wide, page]) {
      for (const colorScheme of ['light', 'dark'] as const) {
        await each.emulateMedia({ colorScheme })
        expect(await axeViolations(each)).toEqual([])
      }
    }
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390)
    await wide.context().close()
  })

  it('breaks no rule of its own', () => expect(complaints).toEqual([]))
})
