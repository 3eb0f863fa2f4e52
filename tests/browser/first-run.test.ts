import { hasServer } from '@jernih/store/testing'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type StationProcess, startStationProcess } from '../station/station-process.ts'
import { axeViolations } from './axe.ts'
import { launchChromium } from './launch-chromium.ts'
import { phone, soon } from './screens.ts'

const password = 'sumur batik di belakang'

interface Person {
  username: string
  name: string
  role: string
}

/** From the link that a new station prints to an account of one's own. */
describe.runIf(hasServer('chromium', process.env))('the first run', () => {
  let station: StationProcess
  let browser: Browser
  let page: Page
  const complaints: string[] = []

  beforeAll(async () => {
    station = await startStationProcess({ environment: { LOG_LEVEL: 'info' } })
    browser = await launchChromium()
    page = await (await browser.newContext(phone)).newPage()
    page.on('pageerror', ({ message }) => complaints.push(message))
  })
  afterAll(async () => {
    await browser?.close()
    await station?.stop()
  })

  const title = () => page.locator('h1').textContent()
  const create = () => page.getByRole('button', { name: 'Buat akun saya' }).click()

  it('leads whoever follows the one-time link to where the first account is made, which can wait', async () => {
    const [, link] = station.log().match(/(\/sign-in\/[\w-]+)/) ?? []
    await page.goto(station.httpUrl + link)
    await expect.poll(title, soon).toBe('Selamat datang di Jernih')
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      expect(await axeViolations(page)).toEqual([])
    }
    await page.getByRole('link', { name: 'Nanti' }).click()
    await expect.poll(() => page.url(), soon).toMatch(/#\/$/)
    await page.goBack()
    await expect.poll(title, soon).toBe('Selamat datang di Jernih')
  })

  it('keeps what was typed where two passwords differ, and where the station refuses the name', async () => {
    await page.getByLabel('Nama', { exact: true }).fill('<b>Bu Sari</b>')
    await page.getByLabel('Nama pengguna').fill('admin')
    await page.getByLabel('Kata sandi', { exact: true }).fill(password)
    await page.getByLabel('Ulangi kata sandi').fill('sumur batik di depan')
    await create()
    const told = page.getByRole('alert')
    await expect.poll(() => told.textContent(), soon).toBe('Kedua kata sandi tidak sama.')
    await page.getByLabel('Ulangi kata sandi').fill(password)
    await create()
    await expect.poll(() => told.textContent(), soon).toMatch(/^Huruf kecil, angka, titik atau garis/)
    expect(await page.getByLabel('Nama', { exact: true }).inputValue()).toBe('<b>Bu Sari</b>')
    expect(await page.getByLabel('Kata sandi', { exact: true }).inputValue()).toBe(password)
    expect(await station.api<Person[]>('/api/v1/people')).toEqual([])
  })

  it('makes the first administrator, signs them in as who they are, and tells what comes next', async () => {
    await page.getByLabel('Nama pengguna').fill('sari')
    await create()
    await expect
      .poll(() => page.locator('main').textContent(), soon)
      .toContain('masuk sebagai <b>Bu Sari</b>')
    const people = await station.api<Person[]>('/api/v1/people')
    expect(people).toMatchObject([{ username: 'sari', name: '<b>Bu Sari</b>', role: 'administrator' }])
    const session = await page.request.get(`${station.httpUrl}/session`)
    expect(await session.json()).toMatchObject({ by: 'sari', kind: 'person', peopleExist: true })
    expect(await axeViolations(page)).toEqual([])
    for (const [name, address] of [
      ['Sambungkan sensor', '#/settings/devices'],
      ['Ajak orang lain', '#/settings/people'],
      ['Isi kontak', '#/settings/contacts'],
    ] as const) {
      expect(await page.getByRole('link', { name }).getAttribute('href')).toBe(address)
    }
    expect(complaints).toEqual([])
  })
})
