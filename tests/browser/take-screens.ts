import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser, Page } from 'playwright-core'
import { startStationProcess } from '../station/station-process.ts'
import { launchChromium } from './launch-chromium.ts'
import { type Scene, startScene } from './start-scene.ts'

const folder = join(import.meta.dirname, '..', '..', 'docs', 'screens')
const month = 30 * 86_400

const devices = {
  phone: {
    viewport: { width: 390, height: 844 },
    isMobile: true,
    hasTouch: true,
    locale: 'id-ID',
  },
  monitor: { viewport: { width: 1440, height: 900 }, locale: 'id-ID' },
}

interface Picture {
  name: string
  device: keyof typeof devices
  /** Behind the `#`. */
  address: string
  who?: Parameters<Scene['enter']>[1]
  theme?: 'light' | 'dark'
  language?: 'id' | 'en'
  /** What is done on the page before. */
  first?: (page: Page) => Promise<void>
}

const site = 'mojokerto-batik'
const series = 'series=outlet/cod,outlet/ph,outlet/flow'
const isCod = /COD di atas batas/

const pictures: readonly Picture[] = [
  { name: 'overview-phone', device: 'phone', address: '/' },
  { name: 'overview-monitor', device: 'monitor', address: '/' },
  { name: 'plant-phone', device: 'phone', address: `/sites/${site}` },
  { name: 'plant-monitor', device: 'monitor', address: `/sites/${site}` },
  { name: 'plant-monitor-dark', device: 'monitor', address: `/sites/${site}`, theme: 'dark', language: 'en' },
  {
    name: 'history-phone',
    device: 'phone',
    address: `/history?site=${site}&${series}&last=${3 * 3_600}`,
    first: toChart,
  },
  { name: 'history-monitor', device: 'monitor', address: `/history?site=${site}&${series}&last=${month}` },
  { name: 'alarms-phone', device: 'phone', address: '/alarms' },
  { name: 'alarm-phone', device: 'phone', address: '/alarms', first: openAlarm },
  { name: 'alarms-monitor', device: 'monitor', address: '/alarms', first: openAlarm },
  { name: 'shelve-phone', device: 'phone', address: '/alarms', first: askToShelve },
  { name: 'marks-phone', device: 'phone', address: `/work/marks?site=${site}` },
  { name: 'mark-phone', device: 'phone', address: `/work/marks?site=${site}`, first: askToMark },
  { name: 'samples-monitor', device: 'monitor', address: `/work/samples?site=${site}`, who: 'budi' },
  { name: 'cloth-phone', device: 'phone', address: `/work/cloth?site=${site}` },
  { name: 'account-phone', device: 'phone', address: '/settings/account' },
  { name: 'people-monitor', device: 'monitor', address: '/settings/people', who: 'admin' },
  { name: 'contacts-phone', device: 'phone', address: `/settings/contacts?site=${site}`, who: 'admin' },
  { name: 'record-monitor', device: 'monitor', address: '/settings/record', who: 'budi' },
  // The last: each makes an account more.
  {
    name: 'device-monitor',
    device: 'monitor',
    address: '/settings/devices',
    who: 'admin',
    first: makeDevice,
  },
]

async function toChart(page: Page): Promise<void> {
  await page.locator('.chart-panel canvas').first().waitFor()
  await page.evaluate("document.querySelector('.range-bar, .chart-panel').scrollIntoView()")
}

async function openAlarm(page: Page): Promise<void> {
  await page.getByRole('link', { name: isCod }).first().click()
}

async function askToShelve(page: Page): Promise<void> {
  await openAlarm(page)
  await page.getByRole('button', { name: 'Tunda…' }).click()
}

async function askToMark(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Ubah keadaan: Outlet' }).click()
}

async function makeDevice(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Buat akun alat' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Buat', exact: true }).click()
  await page.getByText('Akun alat siap').waitFor()
  await page.evaluate(
    "document.querySelector('dialog[open] .qr, dialog[open] svg[role=img]')?.scrollIntoView({ block: 'end' })",
  )
}

/** Pictures of every page for the guide and the README, into docs/screens; with names, of these alone. */
async function takeScreens(names: readonly string[]): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'jernih-screens-'))
  const browser = await launchChromium()
  const scene = await startScene(directory)
  try {
    await mkdir(folder, { recursive: true })
    await catchUp(scene)
    if (names.length === 0 || names.includes('welcome-phone')) await takeFirstDay(browser)
    for (const picture of pictures)
      if (names.length === 0 || names.includes(picture.name)) await take(browser, scene, picture)
  } finally {
    await browser.close()
    await scene.close()
    await rm(directory, { recursive: true })
  }
}

/** Waits until the plants live in the present, and COD is an alarm. */
async function catchUp({ station }: Scene): Promise<void> {
  for (;;) {
    const { items } = await station.api<{ items: { kind: string }[] }>('/api/v1/alarms')
    const kinds = items.map(({ kind }) => kind)
    const latest = await station.api<{ stale: boolean }[]>('/api/v1/latest')
    const isNow = latest.every(({ stale }) => !stale)
    if (isNow && kinds.includes('limit-high') && !kinds.includes('clock-skew')) return
    await sleep(1_000)
  }
}

async function take(browser: Browser, scene: Scene, picture: Picture): Promise<void> {
  const { name, device, address, who = 'siti', theme = 'light', language = 'id', first } = picture
  const context = await scene.enter(browser, who, devices[device])
  const page = await context.newPage()
  await page.addInitScript(`localStorage.setItem('jernih-theme', '${theme}')`)
  await page.addInitScript(`localStorage.setItem('jernih-language', '${language}')`)
  await page.goto(`${scene.station.httpUrl}/#${address}`)
  await page.locator('html[data-link=live]').waitFor()
  await page.locator('main h1').first().waitFor()
  await first?.(page)
  await save(page, name)
  await context.close()
}

/** What is there before anybody has an account: a station of its own. */
async function takeFirstDay(browser: Browser): Promise<void> {
  const station = await startStationProcess()
  const context = await browser.newContext(devices.phone)
  const page = await context.newPage()
  await page.goto(station.httpUrl)
  await page.getByLabel('Kata sandi').waitFor()
  await save(page, 'sign-in-phone')
  await context.request.post(`${station.httpUrl}/session`, { data: { token: station.token } })
  await page.goto(`${station.httpUrl}/#/welcome`)
  await page.reload()
  await page.locator('main h1').waitFor()
  await save(page, 'welcome-phone')
  await context.close()
  await station.stop('SIGKILL')
}

/** As soon as nothing is being loaded any more and charts have been drawn. */
async function save(page: Page, name: string): Promise<void> {
  while (await page.evaluate(isLoading)) await sleep(100)
  await sleep(1_000)
  const file = join(folder, `${name}.png`)
  await writeFile(file, await page.screenshot())
  console.log(`${name}.png, ${Math.round((await stat(file)).size / 1_000)} kB`)
}

const isLoading = `/Memuat…|Loading…/.test(document.querySelector('main').innerText) || document.querySelector('main [aria-busy=true]') !== null`

await takeScreens(process.argv.slice(2))
