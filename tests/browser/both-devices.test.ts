import { readdir, readFile } from 'node:fs/promises'
import { hasServer } from '@jernih/store/testing'
import { connectAsync, type MqttClient } from 'mqtt'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { actWords } from '../../services/dashboard/src/browser/pages/alarms/act-words.ts'
import { words as alarmWords } from '../../services/dashboard/src/browser/pages/alarms/words.ts'
import { words as historyWords } from '../../services/dashboard/src/browser/pages/history/words.ts'
import { words as overviewWords } from '../../services/dashboard/src/browser/pages/overview/words.ts'
import { words as plantWords } from '../../services/dashboard/src/browser/pages/plant/words.ts'
import { devicesWords } from '../../services/dashboard/src/browser/pages/settings/devices-words.ts'
import { words as settingsWords } from '../../services/dashboard/src/browser/pages/settings/words.ts'
import { words as workWords } from '../../services/dashboard/src/browser/pages/work/words.ts'
import { pushWords } from '../../services/dashboard/src/browser/parts/push/push-words.ts'
import { language } from '../../services/dashboard/src/browser/words/language.ts'
import { shellWords } from '../../services/dashboard/src/browser/words/shell.ts'
import { type StationProcess, startStationProcess } from '../station/station-process.ts'
import { axeViolations } from './axe.ts'
import { launchChromium } from './launch-chromium.ts'
import { monitor, noteComplaints, phone, shownOn, soon } from './screens.ts'

const site = 'mojokerto-batik'

/** A station whose plants are virtual, and one device beside them that tells of water beyond its limit. */
let station: StationProcess
let device: MqttClient
let browser: Browser

beforeAll(async () => {
  if (!hasServer('chromium', process.env)) return
  station = await startStationProcess({ sites: await hastySites(), environment: { SIMULATOR: 'on' } })
  const { username, password } = await station.device(site, 'outlet')
  device = await connectAsync(`mqtt://127.0.0.1:${station.mqttPort}`, { username, password })
  const payload = JSON.stringify({ at: Date.now(), readings: { ph: 11, flow: 2 } })
  await device.publishAsync(`ipal/${site}/outlet/readings`, payload, { qos: 1 })
  browser = await launchChromium()
})
afterAll(async () => {
  await browser?.close()
  await device?.endAsync(true)
  await station?.stop()
})

/** The repository's, where one reading beyond a limit is an alarm for an hour: nobody waits in a test. */
async function hastySites(): Promise<Record<string, string>> {
  const folder = new URL('../../sites/', import.meta.url)
  const texts = (await readdir(folder)).map(async (name) => [
    name,
    await readFile(new URL(name, folder), 'utf8'),
  ])
  const files = Object.fromEntries(await Promise.all(texts)) as Record<string, string>
  return Object.fromEntries(
    Object.entries(files).map(([name, text]) => [
      name,
      text
        .replace(/^( +onDelaySeconds:) 60\b/m, '$1 instant')
        .replace(/^( +offDelaySeconds:) 120\b/m, '$1 3600'),
    ]),
  )
}

const screens = [
  { of: 'a phone', settings: phone },
  { of: 'a monitor', settings: monitor },
].flatMap((screen) => (['id', 'en'] as const).map((spoken) => ({ ...screen, spoken })))

/** What every screen shows and lets people do, on either device, in either language. */
describe.runIf(hasServer('chromium', process.env)).each(screens)(
  'on $of, $spoken',
  ({ settings, spoken }) => {
    let page: Page
    const complaints: string[] = []
    beforeAll(async () => {
      language.value = spoken
      page = await (await browser.newContext({ ...settings, acceptDownloads: true })).newPage()
      noteComplaints(page, complaints)
      await page.addInitScript(`localStorage.setItem('jernih-language', '${spoken}')`)
      await page.request.post(`${station.httpUrl}/session`, { data: { token: station.token } })
    })
    afterAll(() => page?.context().close())

    const main = () => shownOn(page)
    /** Goes there, waits for all of these words, and lets axe-core look. */
    async function look(address: string, ...expected: string[]): Promise<void> {
      await page.goto(`${station.httpUrl}/${address}`)
      await page.locator('main h1').first().waitFor()
      for (const text of expected) await expect.poll(main, soon).toContain(text)
      expect(await axeViolations(page)).toEqual([])
      const { width } = settings.viewport
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width)
    }

    it('tells of every site its state, nearest reading, oldest data, alarms and kilograms', async () => {
      const { title, nearest, oldest, alarms, kgOver } = overviewWords()
      await look('#/', title, nearest, oldest, alarms, kgOver)
      expect(await page.locator('[data-site]').count()).toBe(2)
      expect(await page.locator('[data-site-state="unknown"]').count()).toBe(0)
    })

    it('draws the way of the water, with tiles of value, limit, last hour, age and quality', async () => {
      const { train, stages, completeness } = plantWords()
      await look(`#/sites/${site}`, train, completeness, ...Object.values(stages))
      const ph = page.locator(`[data-series="${site}/outlet/ph"]`)
      await expect.poll(() => ph.locator('.value').textContent(), soon).toMatch(/\d/)
      for (const part of ['.limit', '.age', '.quality']) {
        expect(await ph.locator(part).textContent(), part).not.toBe('')
      }
      const age = await ph.locator('.age').textContent()
      await expect.poll(() => ph.locator('.age').textContent(), soon).not.toBe(age)
    })

    it('draws history above a table of it, and gives it away as CSV and PNG', async () => {
      const { title, csv, png, table } = historyWords()
      await look(`#/history?site=${site}&series=outlet/ph,outlet/cod&last=3600`, title, table)
      await expect.poll(() => page.locator('.chart-panel canvas').count(), soon).toBe(2)
      for (const name of [csv, png]) {
        const [download] = await Promise.all([
          page.waitForEvent('download'),
          page.getByRole('button', { name }).click(),
        ])
        const bytes = await readFile(await download.path())
        expect(bytes.length, name).toBeGreaterThan(100)
      }
    })

    it('lists alarms, tells one with what to do, lets people shelve it with a reason, and offers to tell the device', async () => {
      const { title, whatToDo } = alarmWords()
      await look('#/alarms', title, pushWords().title)
      const { items } = await station.api<{ items: { id: string; kind: string }[] }>(
        '/api/v1/alarms?kind=limit-high',
      )
      await look(`#/alarms/${items[0]?.id}`, whatToDo, actWords().note)
      await page.getByRole('button', { name: actWords().shelve }).click()
      await page.getByRole('dialog').getByLabel(actWords().reason).fill('probe')
      expect(await axeViolations(page)).toEqual([])
      await page.getByRole('button', { name: shellWords().cancel }).click()
    })

    it('has a page for every work, and shows a credential once', async () => {
      const { marks, samples, cloth } = workWords()
      await look(`#/work?site=${site}`, marks.change)
      await look(`#/work/samples?site=${site}`, samples.enter)
      await look(`#/work/cloth?site=${site}`, cloth.kg)
      for (const [tab, name] of Object.entries(settingsWords().tabs)) await look(`#/settings/${tab}`, name)

      await page.goto(`${station.httpUrl}/#/settings/devices`)
      await page.getByRole('button', { name: devicesWords().create.open }).click()
      await page
        .getByRole('dialog')
        .getByRole('button', { name: devicesWords().create.save, exact: true })
        .click()
      await page.getByText(devicesWords().shown.created).waitFor()
      await page.locator('dialog[open] .qr').waitFor()
      expect(await axeViolations(page)).toEqual([])
    })

    it('R8: greys within three seconds of a dead link, and says so', async () => {
      await page.goto(`${station.httpUrl}/#/`)
      const link = () => page.locator('html').getAttribute('data-link')
      await expect.poll(link, soon).toBe('live')
      process.kill(station.pid, 'SIGSTOP')
      try {
        await expect.poll(link, { timeout: 5_000, interval: 50 }).toBe('lost')
        expect(await page.locator('#banner').textContent()).toContain(shellWords().lost)
      } finally {
        process.kill(station.pid, 'SIGCONT')
      }
      await expect.poll(link, soon).toBe('live')
      expect(complaints).toEqual([])
    })
  },
)
