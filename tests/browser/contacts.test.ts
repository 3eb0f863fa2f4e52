import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto'
import { hasServer } from '@jernih/store/testing'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type StationProcess, startStationProcess } from '../station/station-process.ts'
import { axeViolations } from './axe.ts'
import { launchChromium } from './launch-chromium.ts'
import { monitor, openSignedIn, phone, shownOn, soon } from './screens.ts'

const token = `a-token-for-this-browser-${randomUUID()}`
const password = 'membatik pagi hari'
const path = '/api/v1/sites/mojokerto-batik/contacts'

/** Nobody listens there. */
const pushService = 'http://127.0.0.1:9'

interface Contacts {
  contacts: { name: string; notify?: object }[]
}

describe.runIf(hasServer('chromium', process.env))('the contacts on the settings page', () => {
  let station: StationProcess
  let browser: Browser
  let page: Page
  const complaints: string[] = []

  beforeAll(async () => {
    station = await startStationProcess({
      environment: { JERNIH_ADMIN_TOKEN: token, PUSH_SERVICES: pushService },
    })
    for (const [username, role] of [
      ['wati', 'operator'],
      ['budi', 'viewer'],
    ]) {
      const body = { username, name: username, role, password }
      await station.api('/api/v1/people', { method: 'POST', body })
    }
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
      address: '#/settings/contacts?site=mojokerto-batik',
      complaints,
    })
  }

  const shown = () => shownOn(page)
  const dialog = () => page.getByRole('dialog')
  const press = (name: string | RegExp) => page.getByRole('button', { name }).click()
  const save = () => dialog().getByRole('button', { name: 'Simpan' }).click()
  /** Somebody else changes the contacts meanwhile. */
  async function meanwhile(change: (contacts: Contacts['contacts']) => Contacts['contacts']): Promise<void> {
    const read = await station.request(path)
    const { contacts } = (await read.json()) as Contacts
    const headers = { 'content-type': 'application/json', 'if-match': read.headers.get('etag') ?? '' }
    const body = JSON.stringify({ contacts: change(contacts) })
    expect((await station.request(path, { method: 'PUT', headers, body })).status).toBe(200)
  }

  it('adds a contact with ways, shift and quiet hours, and keeps what was typed where something is wrong', async () => {
    await press('Tambah kontak')
    await dialog().getByLabel('Nama').fill('<b>Siti</b>')
    await dialog().getByLabel('Id Telegram').fill('seratus')
    await save()
    await expect
      .poll(() => dialog().getByRole('alert').textContent(), soon)
      .toBe('Id Telegram (boleh kosong): tulis bilangan bulat')
    await dialog().getByLabel('Id Telegram').fill('-123456789')
    await dialog().getByLabel('WhatsApp').fill('0812')
    await save()
    await expect
      .poll(() => dialog().getByRole('alert').textContent(), soon)
      .toContain('whatsapp: expected a number in quotes')
    expect(await dialog().getByLabel('Nama').inputValue()).toBe('<b>Siti</b>')
    await dialog().getByLabel('WhatsApp').fill('')
    await dialog().getByLabel('Diberi tahu tentang').selectOption('high')
    const hours = (name: RegExp) => dialog().getByRole('group', { name })
    await hours(/Jam tugas/)
      .getByLabel('dari')
      .fill('22:00')
    await hours(/Jam tugas/)
      .getByLabel('sampai')
      .fill('06:00')
    await hours(/Jam tenang/)
      .getByLabel('dari')
      .fill('01:00')
    await hours(/Jam tenang/)
      .getByLabel('sampai')
      .fill('03:00')
    await dialog().getByLabel('Hanya bila belum diterima').fill('30')
    expect(await axeViolations(page)).toEqual([])
    await save()
    await expect
      .poll(shown, soon)
      .toMatch(
        /<b>Siti<\/b> operator · Bahasa Indonesia · alarm berprioritas tinggi ke atas · bertugas 22:00–06:00 · jam tenang 01:00–03:00 · hanya bila 30 menit belum diterima siapa pun Telegram -123456789/,
      )
    const { contacts } = await station.api<Contacts>(path)
    expect(contacts.at(-1)).toEqual({
      name: '<b>Siti</b>',
      role: 'operator',
      language: 'id',
      telegram: -123456789,
      notify: {
        priority: 'high',
        shift: { from: '22:00', to: '06:00' },
        quiet: { from: '01:00', to: '03:00' },
        afterMinutes: 30,
      },
    })
  })

  it('says that somebody changed them meanwhile, keeps what was typed, and saves it onto the newer ones', async () => {
    await press('Ubah: Operator IPAL')
    await dialog().getByLabel('Surel').fill('baru@example.org')
    await meanwhile((contacts) =>
      contacts.map((each) =>
        each.name === 'Petugas DLH' ? { ...each, notify: { priority: 'medium' } } : each,
      ),
    )
    await save()
    await expect
      .poll(() => dialog().getByRole('alert').textContent(), soon)
      .toContain('Sementara itu ada yang mengubah kontak lokasi ini.')
    expect(await axeViolations(page)).toEqual([])
    await press('Muat yang terbaru')
    await expect.poll(() => dialog().textContent(), soon).toContain('Sekarang tertulis: Operator IPAL')
    expect(await dialog().getByLabel('Surel').inputValue()).toBe('baru@example.org')
    await save()
    await expect
      .poll(shown, soon)
      .toMatch(/Operator IPAL.*baru@example\.org.*Petugas DLH.*prioritas sedang ke atas/)
  })

  it('removes a contact after asking, and nothing where others changed them meanwhile', async () => {
    await press('Hapus: Workshop manager')
    await meanwhile((contacts) => contacts.filter(({ name }) => name !== 'Petugas DLH'))
    await press('Hapus kontak')
    await expect
      .poll(() => dialog().getByRole('alert').textContent(), soon)
      .toContain('Belum ada yang dihapus. Yang terbaru sudah dimuat')
    await press('Hapus kontak')
    await expect.poll(shown, soon).toMatch(/Tersimpan\./)
    const { contacts } = await station.api<Contacts>(path)
    expect(contacts.map(({ name }) => name)).toEqual(['Operator IPAL', '<b>Siti</b>'])
  })

  it('sends a test message and says of each way what became of it, and how the ways do', async () => {
    await press('Kirim pesan uji: <b>Siti</b>')
    await expect.poll(shown, soon).toContain('Telegram: jalan ini belum disiapkan di server')
    await expect.poll(shown, soon).toContain('Web Push berjalan, sejauh diketahui')
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390)
  })

  it('lists every browser that is told of alarms, and ends one after asking', async () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
    const point = [Buffer.from([4]), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]
    const keys = {
      p256dh: Buffer.concat(point).toString('base64url'),
      auth: randomBytes(16).toString('base64url'),
    }
    const endpoint = `${pushService}/wati`
    const browserOfWati = await open(monitor, { username: 'wati', password })
    const answer = await browserOfWati.request.post(`${station.httpUrl}/api/v1/push/subscriptions`, {
      headers: { origin: station.httpUrl },
      data: { endpoint, keys, language: 'id', leastPriority: 'high' },
    })
    expect(answer.status()).toBe(201)
    await browserOfWati.context().close()
    await page.reload()
    await expect
      .poll(shown, soon)
      .toMatch(/wati · 127\.0\.0\.1:9 alarm berprioritas tinggi ke atas · semua lokasi/)
    expect(await axeViolations(page)).toEqual([])
    await press('Hapus: wati, 127.0.0.1:9')
    await press('Hapus pendaftaran')
    await expect
      .poll(shown, soon)
      .toMatch(/Pendaftaran sudah dihapus\. .*Belum ada peramban yang terdaftar\./)
  })

  it('R10: shows an operator no address whole and nothing to change, and a viewer their own browsers alone', async () => {
    const operator = await open(monitor, { username: 'wati', password })
    await operator.getByRole('button', { name: /English/ }).click()
    await expect.poll(() => shownOn(operator), soon).toMatch(/Operator IPAL.*…@example\.org/)
    expect(await shownOn(operator)).not.toContain('baru@')
    expect(await operator.locator('main button').count()).toBe(0)
    const viewer = await open(phone, { username: 'budi', password })
    await expect.poll(() => shownOn(viewer), soon).toContain('Belum ada peramban yang terdaftar.')
    expect(await shownOn(viewer)).not.toContain('Operator IPAL')
    for (const each of [operator, viewer, page]) {
      for (const colorScheme of ['light', 'dark'] as const) {
        await each.emulateMedia({ colorScheme })
        expect(await axeViolations(each)).toEqual([])
      }
    }
    expect(complaints).toEqual([])
  })
})
