import { randomUUID } from 'node:crypto'
import { hasServer } from '@jernih/store/testing'
import { type TOTP, URI } from 'otpauth'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { enrol } from '../station/enrol.ts'
import { type StationProcess, startStationProcess } from '../station/station-process.ts'
import { axeViolations } from './axe.ts'
import { launchChromium } from './launch-chromium.ts'
import { monitor, openSignedIn, phone, soon } from './screens.ts'

const token = `a-token-for-this-browser-${randomUUID()}`
const budi = { username: 'budi', password: 'canting tembaga tua' }
const wati = { username: 'wati', password: 'membatik pagi hari' }

/** Another session in place of one's own must not look like a lost link. */
const watchLink = `globalThis.linkStates = []
  new MutationObserver(() => linkStates.push(document.documentElement.dataset.link))
    .observe(document.documentElement, { attributes: true, attributeFilter: ['data-link'] })`

/** Everybody's own account, and those that an administrator gives out. */
describe.runIf(hasServer('chromium', process.env))('accounts on the screen', () => {
  let station: StationProcess
  let browser: Browser
  let page: Page
  const complaints: string[] = []

  beforeAll(async () => {
    station = await startStationProcess({ environment: { JERNIH_ADMIN_TOKEN: token } })
    for (const person of [
      { ...budi, name: 'Budi', role: 'administrator' },
      { ...wati, name: 'Wati', role: 'viewer' },
    ]) {
      await station.api('/api/v1/people', { method: 'POST', body: person })
    }
    browser = await launchChromium()
    page = await open(phone, budi)
    await page.evaluate(watchLink)
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
      address: '#/settings',
      complaints,
    })
  }

  async function signIn(credentials: object): Promise<number> {
    const headers = { 'content-type': 'application/json', origin: station.httpUrl }
    const body = JSON.stringify(credentials)
    return (await fetch(`${station.httpUrl}/session`, { method: 'POST', headers, body })).status
  }

  const press = (name: string) => page.getByRole('button', { name, exact: true }).click()
  const go = (name: string) => page.getByRole('link', { name, exact: true }).click()
  const dialog = () => page.getByRole('dialog')
  const told = (sentence: string) =>
    expect.poll(() => page.getByRole('alert').allTextContents(), soon).toContain(sentence)

  it('changes the password, and says what was wrong without losing what was typed', async () => {
    await page.getByLabel('Kata sandi sekarang').fill('salah')
    await page.getByLabel('Kata sandi baru').fill('canting tembaga baru')
    await page.getByLabel('Ulangi kata sandi').fill('canting tembaga baru')
    await press('Ganti kata sandi')
    await told('Kata sandi sekarang salah.')
    expect(await page.getByLabel('Kata sandi baru').inputValue()).toBe('canting tembaga baru')
    await page.getByLabel('Kata sandi sekarang').fill(budi.password)
    await press('Ganti kata sandi')
    await expect.poll(() => page.locator('main').textContent(), soon).toContain('Kata sandi sudah diganti.')
    budi.password = 'canting tembaga baru'
    expect(await signIn(budi)).toBe(204)
  })

  it('takes up a second factor from what its QR code says, and shows the recovery codes once', async () => {
    await press('Aktifkan kode kedua')
    await dialog().getByLabel('Kata sandi sekarang').fill(budi.password)
    const answer = page.waitForResponse((response) => response.url().endsWith('/session/second-factor'))
    await press('Lanjut')
    const { uri, secret } = (await (await answer).json()) as { uri: string; secret: string }
    await dialog().getByRole('img', { name: 'Kode QR untuk aplikasi autentikator' }).waitFor()
    expect(await dialog().locator('code').textContent()).toBe(secret)
    expect(await axeViolations(page)).toEqual([])
    await dialog().getByLabel('Kode', { exact: true }).fill('000000')
    await press('Aktifkan')
    await told('Kode salah, sudah lewat waktunya, atau sudah dipakai.')
    await dialog()
      .getByLabel('Kode', { exact: true })
      .fill((URI.parse(uri) as TOTP).generate())
    await press('Aktifkan')
    await dialog().getByRole('heading', { name: 'Kode cadangan' }).waitFor()
    const codes = String(await dialog().locator('code').textContent()).split('\n')
    expect(codes).toHaveLength(10)
    await press('Selesai')
    await press('Belum, kembali')
    expect(await dialog().locator('code').textContent()).toContain(codes[9])
    await page.keyboard.press('Escape')
    await press('Sudah, tutup')
    await page.getByRole('button', { name: 'Matikan kode kedua' }).waitFor()
    expect(await signIn(budi)).toBe(401)
    expect(await signIn({ ...budi, code: codes[0] })).toBe(204)

    await press('Matikan kode kedua')
    await dialog().getByLabel('Kata sandi sekarang').fill(budi.password)
    await dialog().getByLabel('Kode', { exact: true }).fill(String(codes[1]))
    await dialog().getByRole('button', { name: 'Matikan kode kedua' }).click()
    await page.getByRole('button', { name: 'Aktifkan kode kedua' }).waitFor()
    expect(await signIn(budi)).toBe(204)
  })

  it('gives somebody an account with a role, who then can sign in; HTML in a name stays text', async () => {
    await go('Orang')
    await press('Tambah orang')
    await dialog().getByLabel('Nama', { exact: true }).fill('<img src=x onerror=alert(1)>')
    await dialog().getByLabel('Nama pengguna').fill('wati')
    await dialog().getByLabel('Peran').selectOption('officer')
    await dialog().getByLabel('Kata sandi', { exact: true }).fill('malam dan lilin lebah')
    await dialog().getByLabel('Ulangi kata sandi').fill('malam dan lilin lebah')
    expect(await dialog().getByLabel('Peran').locator('option').allTextContents()).toEqual([
      'pengamat',
      'operator',
      'petugas lingkungan',
      'administrator',
    ])
    expect(await axeViolations(page)).toEqual([])
    await dialog().getByRole('button', { name: 'Tambah orang' }).click()
    await told('Nama pengguna itu sudah dipakai.')
    await dialog().getByLabel('Nama pengguna').fill('tini')
    await dialog().getByRole('button', { name: 'Tambah orang' }).click()
    await page.getByRole('heading', { name: '<img src=x onerror=alert(1)>' }).waitFor()
    expect(await page.locator('main img').count()).toBe(0)
    expect(await signIn({ username: 'tini', password: 'malam dan lilin lebah' })).toBe(204)
  })

  it('changes what somebody may do, and ends an account after asking', async () => {
    await press('Ubah: <img src=x onerror=alert(1)>')
    await dialog().getByLabel('Nama', { exact: true }).fill('Tini')
    await dialog().getByLabel('Peran').selectOption('operator')
    await dialog().getByRole('button', { name: 'Ubah', exact: true }).click()
    await press('Hapus: Tini')
    const people = await station.api<{ name: string; role: string }[]>('/api/v1/people')
    expect(people).toContainEqual(expect.objectContaining({ name: 'Tini', role: 'operator' }))
    await dialog().getByRole('button', { name: 'Hapus akun' }).click()
    await expect.poll(() => page.locator('main').textContent(), soon).toContain('Akun Tini sudah dihapus.')
    expect(await signIn({ username: 'tini', password: 'malam dan lilin lebah' })).toBe(401)
    expect(await page.getByRole('button', { name: 'Hapus: Budi' }).count()).toBe(0)
  })

  it('removes the second factor of whoever lost their phone', async () => {
    await enrol(station.httpUrl, wati)
    expect(await signIn(wati)).toBe(401)
    expect(await page.evaluate('linkStates')).not.toContain('lost')
    await page.reload()
    await press('Cabut kode kedua: Wati')
    await dialog().getByRole('button', { name: 'Cabut kode kedua' }).click()
    await expect
      .poll(() => page.locator('main').textContent(), soon)
      .toContain('Wati masuk dengan kata sandi saja.')
    expect(await signIn(wati)).toBe(204)
  })

  it('shows a token for a program once, which reads until it is revoked', async () => {
    await press('Buat token')
    await dialog().getByLabel('Nama program').fill('prometheus')
    await dialog().getByRole('button', { name: 'Buat token' }).click()
    await dialog().getByRole('heading', { name: 'Token baru' }).waitFor()
    const secret = await dialog().locator('code').textContent()
    expect(await axeViolations(page)).toEqual([])
    const headers = { authorization: `Bearer ${secret}` }
    expect((await fetch(`${station.httpUrl}/api/v1/sites`, { headers })).status).toBe(200)
    await press('Selesai')
    await press('Sudah, tutup')
    await press('Cabut: prometheus')
    await dialog().getByRole('button', { name: 'Cabut', exact: true }).click()
    await expect.poll(() => page.locator('main').textContent(), soon).toContain('Token sudah dicabut.')
    expect((await fetch(`${station.httpUrl}/api/v1/sites`, { headers })).status).toBe(401)
  })

  it('keeps the theme and the language that were chosen', async () => {
    await go('Akun saya')
    await page.getByLabel('Tema').selectOption('dark')
    await page.getByLabel('Bahasa').selectOption('en')
    await page.reload()
    await page.getByRole('heading', { name: 'Appearance' }).waitFor()
    expect(await page.locator('html').getAttribute('data-theme')).toBe('dark')
    await page.getByLabel('Theme').selectOption('auto')
    await page.getByLabel('Language').selectOption('id')
  })

  it('has nothing for axe-core to find on any tab, on a phone and a monitor, in either theme', async () => {
    const wide = await open(monitor, budi)
    for (const looked of [page, wide]) {
      for (const colorScheme of ['light', 'dark'] as const) {
        await looked.emulateMedia({ colorScheme })
        for (const tab of ['account', 'people']) {
          await looked.goto(`${station.httpUrl}/#/settings/${tab}`)
          await looked.locator('main h2').first().waitFor()
          expect(await axeViolations(looked), tab).toEqual([])
        }
      }
    }
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390)
    await wide.context().close()
    expect(complaints).toEqual([])
  })

  it('R10: offers a viewer their own account and nothing of others', async () => {
    const viewer = await open(monitor, wati)
    await viewer.getByRole('heading', { name: 'Siapa saya' }).waitFor()
    expect(
      await viewer.getByRole('navigation', { name: 'Setelan' }).getByRole('link').allTextContents(),
    ).toEqual(['Akun saya', 'Kontak'])
    await viewer.goto(`${station.httpUrl}/#/settings/people`)
    await expect.poll(() => viewer.locator('main').textContent(), soon).toContain('peran Anda tidak boleh')
    await viewer.context().close()
  })
})
