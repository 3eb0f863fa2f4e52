import { hasServer } from '@jernih/store/testing'
import { connectAsync, type MqttClient } from 'mqtt'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type StationProcess, startStationProcess } from '../station/station-process.ts'
import { axeViolations } from './axe.ts'
import { launchChromium } from './launch-chromium.ts'
import { phone, soon } from './screens.ts'

const monitor = { viewport: { width: 1440, height: 900 }, locale: 'id-ID', colorScheme: 'dark' as const }
const password = 'membatik pagi hari'

/** Where each reading decides at once: pH is critical and latches, the others are high and do not. */
const site = `
id: mojokerto-batik
name: Sentra IKM Batik
zone: Asia/Jakarta
limits: { set: pergub-jatim-72-2013, dischargePerDay: 2 }
rules:
  limit: { onDelaySeconds: instant, offDelaySeconds: instant }
  noData: { intervals: 1000 }
points:
  - id: outlet
    name: { id: Outlet, en: Outlet }
    kind: outlet
    intervalSeconds: 60
    parameters:
      ph: { rules: { limit: { latch: true, priority: critical } } }
      cod: {}
      tss: {}
      nh3n: {}
`

/** Every state that an alarm can be in, and what people do about it. */
describe.runIf(hasServer('chromium', process.env))('the states of alarms on the screen', () => {
  let station: StationProcess
  let device: MqttClient
  let browser: Browser
  let budi: Page
  let sari: Page
  let at = 0

  beforeAll(async () => {
    station = await startStationProcess({ sites: { 'mojokerto-batik.yaml': site } })
    const { username, password: secret } = await station.device('mojokerto-batik', 'outlet')
    device = await connectAsync(`mqtt://127.0.0.1:${station.mqttPort}`, { username, password: secret })
    browser = await launchChromium()
    budi = await enter('budi', 'officer', phone)
    sari = await enter('sari', 'operator', monitor)
  })
  afterAll(async () => {
    await browser?.close()
    await device?.endAsync(true)
    await station?.stop()
  })

  async function enter(username: string, role: string, settings: object): Promise<Page> {
    const body = { username, role, name: username, password }
    await station.api('/api/v1/people', { method: 'POST', body })
    const page = await (await browser.newContext(settings)).newPage()
    // What the driver evaluates counts as a gesture; a page that nobody has touched knows of none.
    await page.addInitScript(
      "Object.defineProperty(navigator, 'userActivation', { value: { hasBeenActive: false } })",
    )
    await page.request.post(`${station.httpUrl}/session`, { data: { username, password } })
    await page.goto(`${station.httpUrl}/#/alarms`)
    await page.locator('.calm').waitFor()
    return page
  }

  /** Never twice at the same time, which would be the same reading. */
  async function publish(readings: Record<string, number>): Promise<void> {
    at = Math.max(at + 1, Date.now())
    const payload = JSON.stringify({ at, readings })
    await device.publishAsync('ipal/mojokerto-batik/outlet/readings', payload, { qos: 1 })
  }

  async function shown(page: Page): Promise<string> {
    return String(await page.evaluate('document.querySelector("main").innerText')).replaceAll(/\s+/g, ' ')
  }
  const row = (page: Page, text: string) => page.locator('.alarm-row', { hasText: text })
  const list = (page: Page) => page.goto(`${station.httpUrl}/#/alarms`)

  it('says why an alarm stands whose condition has ended', async () => {
    await publish({ ph: 11, cod: 400, tss: 300, nh3n: 50 })
    await row(budi, 'NH3-N').waitFor()
    await publish({ ph: 7.5, nh3n: 1 })
    await expect
      .poll(() => shown(budi), soon)
      .toMatch(/Aktif \(3\).*Sudah pulih, tetap berdiri sampai dilihat.*Sudah pulih, belum dilihat \(1\)/)
    await row(budi, 'pH').tap()
    await expect
      .poll(() => shown(budi), soon)
      .toMatch(/Sudah pulih pada [\d./ ]+ WIB; tetap berdiri sampai ada yang melihat/)
    expect(await axeViolations(budi)).toEqual([])
  })

  it('ends a latched one once somebody says to have seen it', async () => {
    await budi.getByRole('button', { name: 'Saya sudah lihat', exact: true }).tap()
    await expect.poll(() => shown(budi), soon).toMatch(/Selesai pada [\d./ ]+ WIB.*Ditangani oleh budi/)
  })

  it('takes one on by a tap in the list', async () => {
    await list(budi)
    const see = budi.getByRole('button', { name: 'Saya sudah lihat: NH3-N di atas batas' })
    const { width = 0, height = 0 } = (await see.boundingBox()) ?? {}
    expect(Math.min(width, height)).toBeGreaterThanOrEqual(44)
    await see.tap()
    await row(budi, 'NH3-N').waitFor({ state: 'detached' })
    expect(await budi.evaluate('document.documentElement.scrollWidth')).toBe(390)
  })

  it('keeps a note that could not be sent', async () => {
    await budi.route('**/acknowledge', (route) => route.abort())
    await row(budi, 'COD').tap()
    await budi.getByLabel('Catatan').fill('koagulan ditambah')
    await budi.getByRole('button', { name: 'Saya tangani', exact: true }).tap()
    await expect.poll(() => shown(budi), soon).toContain('Server tidak menjawab')
    await budi.unroute('**/acknowledge')
    await list(budi)
    await row(budi, 'COD').tap()
    expect(await budi.getByLabel('Catatan').inputValue()).toBe('koagulan ditambah')
    await budi.getByRole('button', { name: 'Saya tangani', exact: true }).tap()
    await expect.poll(() => shown(budi), soon).toMatch(/Ditangani oleh budi sejak .*: koagulan ditambah/)
  })

  it('shelves until a chosen time, in the zone of the site', async () => {
    await list(budi)
    await row(budi, 'TSS').tap()
    await budi.getByRole('button', { name: 'Tunda…' }).tap()
    await budi.getByLabel('Sampai').selectOption('chosen')
    const end = new Date(Date.now() + 10 * 3_600_000).toISOString().slice(0, 16)
    await budi.getByLabel('Waktu (WIB)').fill(end)
    await budi.getByLabel('Alasan').fill('probe dibersihkan')
    await budi.getByRole('button', { name: 'Tunda', exact: true }).tap()
    const clock = end.slice(11).replace(':', '.')
    await expect
      .poll(() => shown(budi), soon)
      .toMatch(new RegExp(`Ditunda sampai (\\d\\d/\\d\\d )?${clock}.00 WIB oleh budi: probe dibersihkan`))
    await budi.getByRole('button', { name: 'Akhiri penundaan' }).tap()
    await expect.poll(() => shown(budi), soon).not.toContain('Ditunda sampai')
  })

  it('is taken out of service by an officer, with the reason, and put back', async () => {
    await budi.getByRole('button', { name: 'Jangan dipakai…' }).tap()
    await budi.getByLabel('Alasan').fill('sensor dikirim ke bengkel')
    await budi.getByRole('button', { name: 'Jangan dipakai', exact: true }).tap()
    await expect
      .poll(() => shown(budi), soon)
      .toMatch(/Tidak dipakai sejak [\d./ ]+ WIB, oleh budi: sensor dikirim ke bengkel/)
    await budi.getByRole('button', { name: 'Pakai kembali' }).tap()
    await expect.poll(() => shown(budi), soon).not.toContain('Tidak dipakai sejak')
  })

  it('says whom the `a` key came too late for', async () => {
    await row(sari, 'COD').focus()
    await sari.keyboard.press('a')
    await expect.poll(() => shown(sari), soon).toContain('budi lebih dahulu')
  })

  it('sounds again for a new critical alarm, though silenced', async () => {
    await sari.locator('#sound').click()
    await sari.getByRole('button', { name: 'Senyap 5 menit' }).click()
    const sound = () => sari.locator('#sound').getAttribute('data-sound')
    await expect.poll(sound, soon).toBe('muted')
    await sari.keyboard.press('Escape')
    await publish({ ph: 11.5 })
    await expect.poll(sound, soon).toBe('on')
  })

  it('shows what was typed to whoever was overtaken', async () => {
    await row(sari, 'pH').click()
    await sari.route('**/acknowledge', async (route) => {
      const path = new URL(route.request().url()).pathname
      await station.api(path, { method: 'POST', body: {} })
      await route.continue()
    })
    await sari.getByLabel('Catatan').fill('asam sudah ditambah')
    await sari.getByRole('button', { name: 'Saya tangani', exact: true }).click()
    await expect
      .poll(() => shown(sari), soon)
      .toMatch(/admin lebih dahulu.*Catatan Anda tidak ikut tersimpan: “asam sudah ditambah”/)
    await sari.getByRole('button', { name: 'Buang catatan' }).click()
    await expect.poll(() => shown(sari), soon).not.toContain('asam sudah ditambah')
  })

  it('is as easy to read in the dark', async () => {
    await sari.locator('.episode .chart canvas').waitFor()
    expect(await axeViolations(sari)).toEqual([])
    await list(sari)
    await sari.locator('.health table').waitFor()
    expect(await axeViolations(sari)).toEqual([])
  })

  it("tells how well the site's alarms serve its people", async () => {
    await expect
      .poll(() => shown(sari), soon)
      .toMatch(/Kesehatan alarm Sentra IKM Batik, 24 jam terakhir .*Alarm per hari \d+ maks 150 baik/)
    expect(await shown(sari)).toMatch(/Sepuluh alarm yang paling sering .*pH di atas batas, Outlet/)
  })

  it('reads the past by pages', async () => {
    // Pages of two, where the screen asks for fifty.
    await budi.route('**/api/v1/alarms?*', (route) =>
      route.continue({ url: route.request().url().replace('limit=50', 'limit=2') }),
    )
    await list(budi)
    await budi.getByRole('link', { name: 'Yang lalu' }).tap()
    await expect.poll(() => shown(budi), soon).toContain('2 kejadian dimuat')
    await budi.getByRole('button', { name: 'Muat yang lebih lama' }).tap()
    await expect.poll(() => shown(budi), soon).toContain('4 kejadian dimuat')
    await budi.getByRole('button', { name: 'Muat yang lebih lama' }).tap()
    await expect.poll(() => shown(budi), soon).toContain('5 kejadian dimuat')
    const rows = await budi.evaluate(
      `[...document.querySelectorAll('.alarm-row')].map(({ dataset }) => dataset.alarm)`,
    )
    expect(new Set(rows as string[]).size).toBe(5)
    expect(await budi.getByRole('button', { name: 'Muat yang lebih lama' }).count()).toBe(0)
    expect(await axeViolations(budi)).toEqual([])
  })

  it('says why one is withheld while its point is calibrated', async () => {
    const body = { state: 'calibration', minutes: 30, reason: 'buffer pH 7' }
    await station.api('/api/v1/sites/mojokerto-batik/points/outlet/state', { method: 'POST', body })
    await list(budi)
    await expect.poll(() => shown(budi), soon).toMatch(/Ditahan \(\d+\)/)
    await row(budi, 'TSS di atas batas').tap()
    await expect.poll(() => shown(budi), soon).toContain('Ditahan selama titik ini dikalibrasi')
  })
})
