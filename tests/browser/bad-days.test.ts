import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hasServer } from '@jernih/store/testing'
import { connectAsync } from 'mqtt'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type StationProcess, startStationProcess } from '../station/station-process.ts'
import { launchChromium } from './launch-chromium.ts'
import { type Cable, openCable } from './open-cable.ts'

const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, locale: 'id-ID' }
const plant = '#/sites/mojokerto-batik'
const wati = { username: 'wati', password: 'membatik pagi hari' }
const sari = { username: 'sari', password: 'mencanting siang hari' }

/** Longest that the page may take to show something on a busy machine. */
const soon = { timeout: 15_000 }

/** What happens around the screen while somebody looks at it. */
describe.runIf(hasServer('chromium', process.env))('on a bad day, the screen', () => {
  let directory: string
  let station: StationProcess
  let cable: Cable
  let browser: Browser
  let page: Page
  const complaints: string[] = []
  const ids = new Map<string, string>()

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'jernih-bad-days-'))
    station = await startStationProcess({ directory })
    for (const person of [wati, sari]) {
      const body = { ...person, name: person.username, role: 'operator' }
      const { id } = await station.api<{ id: string }>('/api/v1/people', { method: 'POST', body })
      ids.set(person.username, id)
    }
    cable = await openCable(portOf(station))
    browser = await launchChromium()
    page = await (await browser.newContext(phone)).newPage()
    page.on('pageerror', ({ message }) => complaints.push(message))
    await page.request.post(`${cable.url}/session`, { data: wati })
    await page.goto(`${cable.url}/${plant}`)
    await page.locator('.tile').first().waitFor()
  })
  afterAll(async () => {
    await browser?.close()
    await cable?.close()
    await station?.stop()
    await rm(directory, { recursive: true, force: true })
  })

  const portOf = ({ httpUrl }: StationProcess) => Number(new URL(httpUrl).port)
  const link = () => page.locator('html').getAttribute('data-link')
  const main = async () =>
    String(await page.evaluate('document.querySelector("main").innerText')).replaceAll(/\s+/g, ' ')

  async function signIn({ username, password }: { username: string; password: string }): Promise<void> {
    await page.getByLabel('Nama pengguna').fill(username)
    await page.getByLabel('Kata sandi').fill(password)
    await page.getByRole('button', { name: 'Masuk', exact: true }).first().tap()
  }

  /** Readings of the outlet, oldest first: each with its age in seconds. */
  async function publish(parameter: string, readings: readonly [ageSeconds: number, value: number][]) {
    const credentials = await station.device('mojokerto-batik', 'outlet')
    const device = await connectAsync(`mqtt://127.0.0.1:${station.mqttPort}`, credentials)
    for (const [age, value] of readings) {
      const payload = JSON.stringify({ at: Date.now() - age * 1_000, readings: { [parameter]: value } })
      await device.publishAsync('ipal/mojokerto-batik/outlet/readings', payload, { qos: 1 })
    }
    await device.endAsync()
  }

  it('asks to sign in where an administrator changed the password, and goes on at the same place', async () => {
    const changed = { ...wati, password: 'membatik malam hari' }
    await station.api(`/api/v1/people/${ids.get('wati')}`, {
      method: 'PATCH',
      body: { password: changed.password },
    })
    await expect.poll(main, soon).toContain('Sesi Anda sudah berakhir')
    expect(await page.locator('.tile').filter({ visible: true }).count()).toBe(0)
    await signIn(changed)
    await page.locator('.tile').first().waitFor()
    await expect.poll(link, soon).toBe('live')
    expect(new URL(page.url()).hash).toBe(plant)
  })

  it('R8: keeps nothing of what the one before saw for whoever signs in next', async () => {
    await publish('cod', [[1, 96.4]])
    const cod = '[data-series="mojokerto-batik/outlet/cod"]'
    await expect.poll(() => page.locator(cod).textContent(), soon).toContain('96,4')
    const removed = await station.request(`/api/v1/people/${ids.get('wati')}`, { method: 'DELETE' })
    expect(removed.status).toBe(204)
    await page.getByLabel('Nama pengguna').waitFor()

    // What the station tells is late: until then nothing is known.
    let tell = () => {}
    const told = new Promise<void>((resolve) => {
      tell = resolve
    })
    await page.route('**/api/v1/stream*', async (route) => {
      await told
      await route.continue()
    })
    await signIn(sari)
    await page.locator(cod).waitFor()
    expect(await main()).not.toContain('96,4')
    expect(await link()).not.toBe('live')
    tell()
    await expect.poll(() => page.locator(cod).textContent(), soon).toContain('96,4')
    await page.unroute('**/api/v1/stream*')
    expect(new URL(page.url()).hash).toBe(plant)
  })

  it('R8: shows after a cut what was raised and over meanwhile, and until when the server is complete', async () => {
    cable.cut()
    try {
      await expect.poll(link, soon).toBe('lost')
      const minutes = [7, 6, 5, 4, 3, 2, 1, 0]
      await publish(
        'ph',
        minutes.map((minute) => [minute * 60, minute > 4 ? 11 : 7]),
      )
      const alarms = async () => (await station.request('/api/v1/alarms?status=unacknowledged')).text()
      await expect.poll(alarms, soon).toContain('returned-unacknowledged')
    } finally {
      cable.mend()
    }
    await expect.poll(link, soon).toBe('live')
    await expect
      .poll(() => page.locator('#returned').textContent(), soon)
      .toMatch(/Sambungan kembali setelah \d+ dtk.*Server lengkap sampai [\d./ ]+ WIB/)
    await page.goto(`${cable.url}/#/alarms`)
    await expect.poll(main, soon).toMatch(/belum dilihat.*pH di atas batas/i)
  })

  it('R8: greys while the station restarts, counts, and asks to sign in when it is back', async () => {
    const port = portOf(station)
    await page.goto(`${cable.url}/#/alarms`)
    await expect.poll(main, soon).toContain('pH di atas batas')
    await station.stop()
    const start = performance.now()
    await expect.poll(link, { timeout: 5_000, interval: 50 }).toBe('lost')
    expect(performance.now() - start).toBeLessThan(3_500)
    const silence = await page.locator('#silence').textContent()
    await expect.poll(() => page.locator('#silence').textContent(), soon).not.toBe(silence)

    station = await startStationProcess({ directory, httpPort: port })
    await expect.poll(main, soon).toContain('Sesi Anda sudah berakhir')
    await signIn(sari)
    await expect.poll(main, soon).toMatch(/belum dilihat.*pH di atas batas/i)
    await expect.poll(link, soon).toBe('live')
    expect(new URL(page.url()).hash).toBe('#/alarms')
  })

  it('says that a site is gone which was removed while somebody looked at it, and comes back with it', async () => {
    const file = join(station.directory, 'sites', 'mojokerto-batik.yaml')
    const text = await readFile(file)
    await page.goto(`${cable.url}/${plant}`)
    await page.locator('.tile').first().waitFor()
    await rm(file)
    await expect.poll(main, soon).toMatch(/Lokasi mojokerto-batik tidak ada lagi.*Ke ringkasan/)
    expect(await page.locator('.tile').count()).toBe(0)
    await writeFile(file, text)
    await page.locator('.tile').first().waitFor()
  })

  it('breaks no rule of its own', () => expect(complaints).toEqual([]))
})
