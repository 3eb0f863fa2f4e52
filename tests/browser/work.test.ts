import { randomUUID } from 'node:crypto'
import { hasServer } from '@jernih/store/testing'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type StationProcess, startStationProcess } from '../station/station-process.ts'
import { axeViolations } from './axe.ts'
import { launchChromium } from './launch-chromium.ts'
import { monitor, openSignedIn, phone, shownOn, soon } from './screens.ts'

const token = `a-token-for-this-browser-${randomUUID()}`

/** What people enter, from the screen to the record and back. */
describe.runIf(hasServer('chromium', process.env))('the work page', () => {
  let station: StationProcess
  let browser: Browser
  let page: Page
  const complaints: string[] = []

  beforeAll(async () => {
    station = await startStationProcess({ environment: { JERNIH_ADMIN_TOKEN: token } })
    await station.api('/api/v1/people', {
      method: 'POST',
      body: { username: 'wati', name: '<b>Wati</b>', role: 'viewer', password: 'membatik pagi hari' },
    })
    browser = await launchChromium()
    page = await open(phone, { token })
  })
  afterAll(async () => {
    await browser?.close()
    await station?.stop()
  })

  function open(device: object, credentials: object): Promise<Page> {
    return openSignedIn(browser, {
      station,
      device,
      credentials,
      address: '#/work?site=mojokerto-batik',
      complaints,
    })
  }

  const main = () => shownOn(page)
  const go = (tab: string) => page.getByRole('link', { name: tab }).click()
  const save = () => page.getByRole('button', { name: 'Simpan' }).click()

  it('marks a point with a reason and an end, and lets it run again', async () => {
    await page.getByRole('button', { name: 'Ubah keadaan: Outlet' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Titik ini sedang').selectOption('calibration')
    await dialog.getByLabel('Selama').selectOption('30')
    await dialog.getByLabel('Alasan').fill('<i>buffer</i> pH 4 dan 7')
    expect(await axeViolations(page)).toEqual([])
    await save()
    await expect
      .poll(main, soon)
      .toMatch(
        /Outlet kalibrasi sejak [\d./ ]+ WIB, kata admin. Kembali sendiri pada [\d./ ]+ WIB <i>buffer<\/i> pH 4/,
      )
    const { items } = (await station.api('/api/v1/point-states?site=mojokerto-batik')) as {
      items: { point: string; state: string }[]
    }
    expect(items.find(({ point }) => point === 'outlet')).toMatchObject({ state: 'calibration', by: 'admin' })

    await page.getByRole('button', { name: 'Ubah keadaan: Outlet' }).click()
    await dialog.getByLabel('Titik ini sedang').selectOption('running')
    await save()
    await expect.poll(main, soon).toMatch(/Outlet berjalan/)
  })

  it("enters a laboratory's figures beside the limit then in force, and says which field is wrong without losing any", async () => {
    await go('Hasil lab')
    await page.getByRole('button', { name: 'Catat hasil lab' }).click()
    await page.getByLabel('Laboratorium').fill('Labkesda Mojokerto')
    await page.getByLabel('COD, mg/L').fill('seratus')
    await save()
    await expect
      .poll(() => page.getByRole('alert').textContent(), soon)
      .toBe('COD: tulis angka, misalnya 140 atau <0,005')
    expect(await page.getByLabel('Laboratorium').inputValue()).toBe('Labkesda Mojokerto')
    await page.getByLabel('COD, mg/L').fill('171,5')
    await page.getByLabel('Fenol, mg/L').fill('<0,005')
    await page.getByLabel('Nomor sertifikat').fill('LHU-0117')
    await save()
    await expect
      .poll(main, soon)
      .toMatch(/LHU-0117.*COD 171,5 mg\/L maks 150 · melampaui.*Fenol < 0,005 mg\/L maks 0,5 · memenuhi/)
  })

  it('corrects by a new entry, and keeps the old one in sight', async () => {
    await page.getByRole('button', { name: 'Koreksi: LHU-0117' }).click()
    expect(await page.getByLabel('Fenol, mg/L').inputValue()).toBe('<0,005')
    await page.getByLabel('COD, mg/L').fill('117,5')
    await page.getByLabel('Alasan koreksi').fill('salah ketik')
    await save()
    await expect.poll(main, soon).toMatch(/Koreksi: salah ketik.*COD 117,5 mg\/L maks 150 · memenuhi/)
    expect(await main()).toMatch(/Sudah dikoreksi.*171,5 mg\/L/)
  })

  it('takes the cloth of a day once, and corrects it with a reason', async () => {
    await go('Kain selesai')
    await page.getByLabel('Berat kain, kg').fill('18,5')
    await save()
    await expect.poll(main, soon).toMatch(/\d{4} 18,5 admin/)
    await expect.poll(main, soon).toContain('Hari itu sudah tercatat 18,5 kg')
    await page.getByLabel('Berat kain, kg').fill('19')
    await page.getByLabel('Alasan koreksi').fill('timbangan ulang')
    await save()
    await expect.poll(main, soon).toMatch(/19 admin sebelumnya 18,5 kg; timbangan ulang/)
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390)
  })

  it('R10: offers a viewer nothing that the server would refuse, in English as well', async () => {
    const viewer = await open(monitor, { username: 'wati', password: 'membatik pagi hari' })
    await viewer.getByRole('button', { name: /English/ }).click()
    for (const tab of ['Points', 'Lab results', 'Cloth finished']) {
      await viewer.getByRole('link', { name: tab }).click()
      await expect.poll(() => shownOn(viewer), soon).toContain('Your role may only look at this page.')
      expect(await viewer.locator('main button').count()).toBe(0)
      expect(await axeViolations(viewer)).toEqual([])
    }
    await viewer.context().close()
  })

  it('has nothing for axe-core to find on a phone, in either theme, and breaks no rule of its own', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      for (const tab of ['Keadaan titik', 'Hasil lab', 'Kain selesai']) {
        await go(tab)
        await page.getByRole('heading', { level: 1 }).waitFor()
        expect(await axeViolations(page)).toEqual([])
      }
    }
    expect(complaints).toEqual([])
  })
})
