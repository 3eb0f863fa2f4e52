import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { makeKeyPair } from '@jernih/runtime/testing'
import { hasServer } from '@jernih/store/testing'
import jsqr from 'jsqr'
import { connectAsync } from 'mqtt'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type StationProcess, startStationProcess } from '../station/station-process.ts'
import { axeViolations } from './axe.ts'
import { launchChromium } from './launch-chromium.ts'
import { monitor, openSignedIn, phone, shownOn, soon } from './screens.ts'

const token = `a-token-for-this-browser-${randomUUID()}`

/** The pixels of the QR code, `side` by `side`. */
const side = 660
const drawn = `(async () => {
  const image = new Image()
  const source = new XMLSerializer().serializeToString(document.querySelector('.qr'))
  image.src = 'data:image/svg+xml,' + encodeURIComponent(source)
  await image.decode()
  const context = Object.assign(document.createElement('canvas'), { width: ${side}, height: ${side} }).getContext('2d')
  context.drawImage(image, 0, 0, ${side}, ${side})
  return [...context.getImageData(0, 0, ${side}, ${side}).data]
})()`

describe.runIf(hasServer('chromium', process.env))('the devices on the settings page', () => {
  let station: StationProcess
  let browser: Browser
  let page: Page
  const complaints: string[] = []

  beforeAll(async () => {
    station = await startStationProcess({ environment: { JERNIH_ADMIN_TOKEN: token } })
    await station.api('/api/v1/people', {
      method: 'POST',
      body: { username: 'wati', name: 'Wati', role: 'operator', password: 'membatik pagi hari' },
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
      address: '#/settings/devices',
      complaints,
    })
  }

  const shown = () => shownOn(page)
  const press = (name: string | RegExp) => page.getByRole('button', { name }).click()
  const dialog = () => page.getByRole('dialog')
  /** The text under this label of what is shown once. */
  const secret = (label: string) =>
    dialog()
      .locator('.line', { has: page.getByText(label, { exact: true }) })
      .locator('code')
      .textContent()
  /** What a camera reads of the code on the screen. */
  async function scanned(): Promise<string | undefined> {
    const pixels = (await page.evaluate(drawn)) as number[]
    return jsqr.default(Uint8ClampedArray.from(pixels), side, side)?.data
  }

  it('R10: makes an account, shows its credential once, and lets a device in by it', async () => {
    await press('Buat akun alat')
    await dialog().getByLabel('Untuk titik').selectOption('mojokerto-batik/outlet')
    await dialog().getByRole('button', { name: 'Buat', exact: true }).click()
    await dialog().getByText('Kata sandi', { exact: true }).waitFor()
    const [username, password, topic, broker, whole, example] = await Promise.all(
      [
        'Nama pengguna',
        'Kata sandi',
        'Topik',
        'Alamat broker, mqtt',
        'Semuanya sekaligus, isi kode QR',
        'Contoh mengirim satu pembacaan',
      ].map(secret),
    )
    expect(broker).toBe(`mqtt://127.0.0.1:${station.mqttPort}`)
    expect(example).toContain(`-u ${username} -P`)
    expect(JSON.parse(whole ?? '')).toEqual({ brokers: [broker], username, password, topic })
    expect(await scanned()).toBe(whole)
    expect(await axeViolations(page)).toEqual([])

    const device = await connectAsync(broker ?? '', { username: username ?? '', password: password ?? '' })
    await device.publishAsync(topic ?? '', JSON.stringify({ at: Date.now(), readings: { ph: 7.12 } }), {
      qos: 1,
    })
    await device.endAsync()
    await dialog().getByRole('button', { name: 'Selesai' }).click()
    await dialog().getByRole('button', { name: 'Sudah, tutup' }).click()
    await expect.poll(shown, soon).toMatch(/Outlet, Sentra.*Pembacaan terakhir titiknya \d+ dtk lalu/)
    expect(await shown()).not.toContain(password)
  })

  it('gives another password, after it said what that breaks', async () => {
    await press(/^Kata sandi baru: mojokerto-batik/)
    expect(await dialog().textContent()).toContain('Kata sandi yang lama langsung ditolak')
    await press('Ganti kata sandi')
    await dialog().getByText('Kata sandi baru siap').waitFor()
    const credential = JSON.parse((await secret('Semuanya sekaligus, isi kode QR')) ?? '')
    const device = await connectAsync(credential.brokers[0], credential)
    await device.endAsync()
    await dialog().getByRole('button', { name: 'Selesai' }).click()
    await dialog().getByRole('button', { name: 'Sudah, tutup' }).click()
  })

  it('binds a certificate whose name stays text, refuses what is none without losing it, and takes it off', async () => {
    await press(/^Pasang sertifikat/)
    await dialog().getByLabel('Sertifikat (PEM)').fill('bukan sertifikat')
    await dialog().getByRole('button', { name: 'Pasang' }).click()
    await expect
      .poll(() => dialog().getByRole('alert').textContent(), soon)
      .toContain('expected one X.509 certificate in PEM')
    expect(await dialog().getByLabel('Sertifikat (PEM)').inputValue()).toBe('bukan sertifikat')
    const { certFile } = makeKeyPair(station.directory, '<b>alat<b>')
    await dialog()
      .getByLabel('Sertifikat (PEM)')
      .fill(await readFile(certFile, 'utf8'))
    await dialog().getByRole('button', { name: 'Pasang' }).click()
    await expect.poll(shown, soon).toContain('CN=\\<b\\>alat\\<b\\>, berlaku sampai')
    await press(/^Lepas sertifikat/)
    await dialog().getByRole('button', { name: 'Lepas sertifikat' }).click()
    await expect.poll(shown, soon).toContain('tidak ada: masuk dengan kata sandi')
  })

  it('makes a code that a device redeems once, says what became of it, and revokes it', async () => {
    await press('Buat kode')
    await dialog().getByLabel('Untuk titik').selectOption('mojokerto-batik/inlet')
    await dialog().getByRole('button', { name: 'Buat', exact: true }).click()
    await dialog().getByText('Kode siap', { exact: true }).waitFor()
    const code = await secret('Kode')
    expect(await scanned()).toBe(code)
    expect(await secret('Cara menukarkannya')).toContain(`${station.httpUrl}/api/v1/claims/redeem`)
    await dialog().getByRole('button', { name: 'Selesai' }).click()
    await dialog().getByRole('button', { name: 'Sudah, tutup' }).click()
    await expect.poll(shown, soon).toMatch(/Inlet, Sentra.*menunggu, berlaku sampai/)
    await station.api('/api/v1/claims/redeem', { method: 'POST', body: { code } })
    await page.reload()
    await expect.poll(shown, soon).toMatch(/Inlet, Sentra.*ditukarkan .*, akunnya belum pernah dipakai/)
    await press(/^Cabut: Inlet/)
    await press('Cabut kode')
    await expect.poll(shown, soon).toMatch(/Kode sudah dicabut\. .*Tidak ada kode\./)
  })

  it('removes a device, whose connection ends', async () => {
    await press(/^Hapus: mojokerto-batik\.outlet/)
    expect(await dialog().textContent()).toContain('tidak masuk lagi')
    await press('Hapus alat')
    await expect.poll(shown, soon).toMatch(/Alat sudah dihapus\. .*Belum ada alat yang punya akun\./)
    expect(await station.api('/api/v1/devices')).toEqual([])
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390)
  })

  it('R10: offers an operator the list alone, and nothing for axe-core to find in either theme', async () => {
    await station.device('mojokerto-batik', 'outlet')
    const operator = await open(monitor, { username: 'wati', password: 'membatik pagi hari' })
    await operator.getByRole('button', { name: /English/ }).click()
    await expect.poll(() => shownOn(operator), soon).toContain("Its point's last reading")
    expect(await operator.locator('main button').count()).toBe(0)
    for (const each of [operator, page]) {
      for (const colorScheme of ['light', 'dark'] as const) {
        await each.emulateMedia({ colorScheme })
        await each.locator('main h2').first().waitFor()
        expect(await axeViolations(each)).toEqual([])
      }
    }
    await operator.context().close()
    expect(complaints).toEqual([])
  })
})
