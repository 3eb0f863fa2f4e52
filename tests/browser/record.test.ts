import { randomUUID } from 'node:crypto'
import { hasServer } from '@jernih/store/testing'
import { connectAsync } from 'mqtt'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type StationProcess, startStationProcess } from '../station/station-process.ts'
import { axeViolations } from './axe.ts'
import { launchChromium } from './launch-chromium.ts'
import { monitor, openSignedIn, phone, shownOn, soon } from './screens.ts'

const token = `a-token-for-this-browser-${randomUUID()}`
const password = 'membatik pagi hari'

describe.runIf(hasServer('chromium', process.env))('the record on the settings page', () => {
  let station: StationProcess
  let browser: Browser
  let page: Page
  const complaints: string[] = []

  beforeAll(async () => {
    station = await startStationProcess({ environment: { JERNIH_ADMIN_TOKEN: token } })
    for (const [username, role] of [
      ['wati', 'officer'],
      ['budi', 'operator'],
    ]) {
      const body = { username, name: `<b>${username}</b>`, role, password }
      await station.api('/api/v1/people', { method: 'POST', body })
    }
    const account = await station.device('mojokerto-batik', 'outlet')
    const device = await connectAsync(`mqtt://127.0.0.1:${station.mqttPort}`, account)
    const send = (payload: string) =>
      device.publishAsync('ipal/mojokerto-batik/outlet/readings', payload, { qos: 1 })
    await send(JSON.stringify({ at: Date.now(), readings: { ph: 7.12, cod: 96.4 } }))
    await send('{"at": <img src=x onerror="document.title=1">')
    await device.endAsync()
    browser = await launchChromium()
    page = await open(phone, 'wati')
  })
  afterAll(async () => {
    await browser?.close()
    await station?.stop()
  })

  function open(device: object, username: string): Promise<Page> {
    return openSignedIn(browser, {
      station,
      device,
      credentials: { username, password },
      address: '#/settings/record',
      complaints,
    })
  }

  const shown = () => shownOn(page)

  it('R3: says in words and numbers that the books balance', async () => {
    await expect
      .poll(shown, soon)
      .toMatch(/Cocok: tidak ada pembacaan yang hilang\. 2 diterima = \d tersimpan \+ \d menunggu disimpan/)
    expect(await shown()).toMatch(/pesan berisi sesuatu yang ditolak 1/)
    expect(await shown()).toContain('Tidak ada yang dalam karantina.')
  })

  it('shows a refused message as it came, with the reason, and only ever as text', async () => {
    await page.getByText('Isi pesan').click()
    await expect.poll(shown, soon).toContain('{"at": <img src=x onerror="document.title=1">')
    expect(await shown()).toMatch(/ipal\/mojokerto-batik\/outlet\/readings dari dev-\w+ seluruh pesan: /)
    expect(await page.locator('main img').count()).toBe(0)
  })

  it('R10: tells who did what, newest first, and goes on to the older ones', async () => {
    for (let made = 0; made < 55; made++) {
      const body = { site: 'mojokerto-batik', point: 'outlet' }
      await station.api('/api/v1/claims', { method: 'POST', body })
    }
    const audit = page
      .locator('section', { has: page.getByRole('heading', { name: 'Siapa berbuat apa' }) })
      .first()
    await audit.getByRole('button', { name: 'Muat ulang' }).click()
    await expect.poll(shown, soon).toMatch(/admin administrator POST \/api\/v1\/claims .*dilakukan 201/)
    expect(await audit.locator('tbody tr').count()).toBe(50)
    expect(await audit.textContent()).not.toContain('POST /api/v1/people')
    await audit.getByRole('button', { name: 'Muat yang lebih lama' }).click()
    await expect.poll(shown, soon).toMatch(/POST \/api\/v1\/people/)
    expect(await audit.locator('tbody tr').count()).toBeGreaterThan(55)
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390)
  })

  it('R10: opens for an officer and not for an operator, with nothing for axe-core to find in either theme', async () => {
    const operator = await open(phone, 'budi')
    await expect.poll(() => shownOn(operator), soon).toContain('peran Anda tidak boleh melihatnya')
    await operator.context().close()
    const wide = await open(monitor, 'wati')
    await wide.getByRole('button', { name: /English/ }).click()
    await expect.poll(() => shownOn(wide), soon).toContain('It balances: no reading is missing.')
    for (const each of [wide, page]) {
      for (const colorScheme of ['light', 'dark'] as const) {
        await each.emulateMedia({ colorScheme })
        expect(await axeViolations(each)).toEqual([])
      }
    }
    await wide.context().close()
    expect(complaints).toEqual([])
  })
})
