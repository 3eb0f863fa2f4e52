import { hasServer } from '@jernih/store/testing'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type StationProcess, startStationProcess } from '../station/station-process.ts'
import { axeViolations } from './axe.ts'
import { launchChromium } from './launch-chromium.ts'

const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, locale: 'id-ID' }
const wati = { username: 'wati', name: 'Wati', password: 'membatik pagi hari', role: 'operator' }
const sari = { username: 'sari', name: 'Sari', password: 'mencanting siang hari', role: 'operator' }
const reason = 'Probe pH dilepas untuk kalibrasi bulanan'

/** Longest that the page may take to show something on a busy machine. */
const soon = { timeout: 15_000 }

describe.runIf(hasServer('chromium', process.env))('a session that ends while somebody writes', () => {
  let station: StationProcess
  let browser: Browser
  let page: Page
  const ids = new Map<string, string>()

  beforeAll(async () => {
    station = await startStationProcess()
    for (const body of [wati, sari]) {
      const { id } = await station.api<{ id: string }>('/api/v1/people', { method: 'POST', body })
      ids.set(body.username, id)
    }
    browser = await launchChromium()
  })
  afterAll(async () => {
    await browser?.close()
    await station?.stop()
  })

  const again = () => page.getByRole('dialog', { name: 'Masuk' })
  const written = () => page.getByLabel(/^(Alasan|Catatan)/)

  async function write(): Promise<void> {
    page = await (await browser.newContext(phone)).newPage()
    await page.request.post(`${station.httpUrl}/session`, {
      data: { username: wati.username, password: wati.password },
    })
    await page.goto(`${station.httpUrl}/#/work/marks`)
    await page
      .getByRole('button', { name: /^Ubah keadaan/ })
      .first()
      .tap()
    await written().fill(reason)
  }

  async function signIn({ username, password }: typeof wati): Promise<void> {
    await again().getByLabel('Nama pengguna').fill(username)
    await again().getByLabel('Kata sandi').fill(password)
    await again().getByRole('button', { name: 'Masuk', exact: true }).first().tap()
  }

  it('hides the page, asks before it, and keeps what was typed for the one who typed it', async () => {
    await write()
    wati.password = 'membatik malam hari'
    const path = `/api/v1/people/${ids.get('wati')}`
    await station.api(path, { method: 'PATCH', body: { password: wati.password } })
    await again().waitFor(soon)
    expect(await written().isVisible()).toBe(false)
    await expect.poll(() => axeViolations(page), soon).toEqual([])
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await again().waitFor()

    await signIn(wati)
    await again().waitFor({ state: 'detached' })
    expect(await written().inputValue()).toBe(reason)
    expect(await written().isVisible()).toBe(true)
    await expect.poll(() => page.locator('html').getAttribute('data-link'), soon).toBe('live')
  })

  it('R8: keeps nothing of it for another who signs in', async () => {
    await write()
    await station.request(`/api/v1/people/${ids.get('wati')}`, { method: 'DELETE' })
    await again().waitFor(soon)
    await signIn(sari)
    await again().waitFor({ state: 'detached' })
    await page
      .getByRole('button', { name: /^Ubah keadaan/ })
      .first()
      .waitFor(soon)
    expect(await written().count()).toBe(0)
  })

  it('keeps nothing where somebody signs out', async () => {
    await page.locator('#sign-out').tap()
    await page.getByLabel('Nama pengguna').waitFor()
    expect(await page.locator('dialog').count()).toBe(0)
    expect(await page.locator('main').textContent()).not.toContain('Sesi Anda')
    await written().waitFor({ state: 'detached' })
  })
})
