import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hasServer } from '@jernih/store/testing'
import { connectAsync } from 'mqtt'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type StationProcess, startStationProcess } from '../station/station-process.ts'
import { axeViolations } from './axe.ts'
import { fillHistory } from './fill-history.ts'
import { launchChromium } from './launch-chromium.ts'
import { soon } from './screens.ts'

const token = `a-token-for-this-browser-${randomUUID()}`
const minuteMs = 60_000
const dayMs = 86_400_000
const address = '/#/history?site=mojokerto-batik&series=outlet%2Fcod,outlet%2Fph'

/** Two days of COD and pH once a minute, with an hour in which nothing came, some in doubt and one that failed. */
describe.runIf(hasServer('chromium', process.env))('the history page', () => {
  let directory: string
  let station: StationProcess
  let browser: Browser
  let page: Page
  const complaints: string[] = []
  const asked: URL[] = []
  const to = Math.floor(Date.now() / minuteMs) * minuteMs

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'jernih-history-'))
    const isGap = (minute: number) => minute > 2_600 && minute < 2_660
    await fillHistory({
      directory,
      from: to - 2 * dayMs,
      to,
      series: {
        cod: (minute) =>
          isGap(minute) ? null : { value: 90 + (minute % 20), flag: minute % 97 === 0 ? 3 : 1 },
        ph: (minute) => ({ value: minute === 2_870 ? 14.5 : 7.4, flag: minute === 2_870 ? 4 : 1 }),
      },
    })
    station = await startStationProcess({ directory, environment: { JERNIH_ADMIN_TOKEN: token } })
    browser = await launchChromium()
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'id-ID' })
    page = await context.newPage()
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
    page.on('pageerror', ({ message }) => complaints.push(message))
    page.on('request', (made) => {
      const url = new URL(made.url())
      if (url.pathname === '/api/v1/readings') asked.push(url)
    })
    await page.request.post(`${station.httpUrl}/session`, { data: { token } })
    await page.goto(station.httpUrl + address)
  })
  afterAll(async () => {
    await browser?.close()
    await station?.stop()
    await rm(directory, { recursive: true, force: true })
  })

  const panel = (series: string) => page.locator(`[data-series="${series}"]`)
  const text = (selector: string) => page.locator(selector).first().textContent()

  it('draws one chart a series with its unit, its limit and where that is written', async () => {
    await expect.poll(() => page.locator('.chart canvas').count(), soon).toBe(2)
    await expect
      .poll(() => panel('outlet/cod').textContent(), soon)
      .toMatch(/COD, Outlet mg\/L.*batas maks 150 \(Pergub/s)
    expect(asked.every((url) => Number(url.searchParams.get('maxPoints')) <= 2_000)).toBe(true)
  })

  it('R8: reads what stands at the cursor in all charts, with time, quality and limit', async () => {
    await panel('outlet/cod').locator('.chart').focus()
    await page.keyboard.press('Shift+ArrowLeft')
    await expect
      .poll(() => panel('outlet/cod').locator('.read-out').textContent(), soon)
      .toMatch(/WIB.*\d mg\/L.*(baik|meragukan).*batas maks 150/)
    expect(await panel('outlet/ph').locator('.read-out').textContent()).toMatch(/7,4.*batas 6–9/)
  })

  it('zooms by the keyboard down to single readings, and the way back is there', async () => {
    const before = page.url()
    for (let times = 0; times < 5; times++) await page.keyboard.press('+')
    await expect.poll(() => text('.resolution'), soon).toBe('setiap pembacaan')
    expect(page.url()).not.toBe(before)
    await page.goBack()
    await expect.poll(() => page.url(), soon).toBe(before)
  })

  it('zooms by dragging', async () => {
    const box = await page.locator('.u-over').first().boundingBox()
    if (!box) throw new Error('expected a chart')
    await page.mouse.move(box.x + box.width * 0.2, box.y + 40)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width * 0.4, box.y + 40, { steps: 4 })
    await page.mouse.up()
    await expect.poll(() => page.url(), soon).toMatch(/from=.*to=/)
    const { searchParams } = new URL(page.url().replace('#/', ''))
    const length = Date.parse(searchParams.get('to') ?? '') - Date.parse(searchParams.get('from') ?? '')
    expect(length / dayMs).toBeCloseTo(0.2, 1)
  })

  it('exports what is seen, with the limit that was in force', async () => {
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Unduh CSV' }).click()
    const rows = (await readFile(await (await download).path(), 'utf8')).split('\r\n')
    expect(rows[0]).toContain('# Jernih: readings of Sentra IKM Batik Maja Bharama Wastra (mojokerto-batik)')
    expect(rows[4]).toMatch(/^\d{4}-.*\+07:00,mojokerto-batik,outlet,cod,mg\/L,.*,150,/)
    const picture = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Unduh PNG' }).click()
    expect((await picture).suggestedFilename()).toMatch(/^jernih-mojokerto-batik-.*\.png$/)
  })

  it('has the same in a table', async () => {
    await panel('outlet/cod').locator('summary').click()
    await expect.poll(() => panel('outlet/cod').locator('tbody tr').count(), soon).toBe(50)
  })

  it('asks no more for what nobody looks at any more', async () => {
    const given = Promise.withResolvers<void>()
    const isReadings = (url: URL) => url.pathname === '/api/v1/readings'
    await page.route(isReadings, async (route) => {
      await given.promise
      await route.continue().catch(() => {})
    })
    const cancelled = page.waitForEvent('requestfailed', (request) => isReadings(new URL(request.url())))
    await page.getByRole('button', { name: 'Minggu terakhir' }).click()
    await page.getByRole('button', { name: 'Bulan terakhir' }).click()
    expect((await cancelled).failure()?.errorText).toBe('net::ERR_ABORTED')
    given.resolve()
    await page.unroute(isReadings)
    await expect.poll(() => text('.resolution'), soon).toBe('per 1 jam')
  })

  it('goes on with the time: a reading is drawn as it comes, and its alarm above it, with a way to it', async () => {
    await page.goto(`${station.httpUrl}${address}&last=7200`)
    await expect.poll(() => text('.liveness'), soon).toBe('Berjalan terus')
    const { username, password } = await station.device('mojokerto-batik', 'outlet')
    const device = await connectAsync(`mqtt://127.0.0.1:${station.mqttPort}`, { username, password })
    for (const at of [Date.now() - 61_000, Date.now() - 500]) {
      const payload = JSON.stringify({ at, readings: { ph: 11.1 } })
      await device.publishAsync('ipal/mojokerto-batik/outlet/readings', payload, { qos: 1 })
    }
    await device.endAsync()
    await expect
      .poll(() => text('[data-series="outlet/ph"] .freshness'), soon)
      .toMatch(/Terbaru: \d+ dtk lalu/)
    await panel('outlet/ph').locator('summary').click()
    await expect.poll(() => text('[data-series="outlet/ph"] tbody tr'), soon).toContain('11,10')
    const alarm = panel('outlet/ph').getByRole('link', { name: 'pH di atas batas' })
    await expect
      .poll(() => alarm.getAttribute('href'), soon)
      .toMatch(/^#\/alarms\/mojokerto-batik\.outlet\.ph-limit-high/)
  })

  it('R8: says that a chart stands still while the link is lost, keeps what it drew, and goes on by itself', async () => {
    process.kill(station.pid, 'SIGSTOP')
    try {
      await expect.poll(() => text('.liveness'), soon).toBe('Berhenti: sambungan terputus')
      expect(await page.locator('.chart canvas').count()).toBe(2)
    } finally {
      process.kill(station.pid, 'SIGCONT')
    }
    await expect.poll(() => text('.liveness'), soon).toBe('Berjalan terus')
    expect(await page.locator('.chart canvas').count()).toBe(2)
  })

  it('has names for all, in the dark and on a phone too, where a tap reads', async () => {
    expect(await axeViolations(page)).toEqual([])
    const dark = {
      colorScheme: 'dark',
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
    } as const
    const context = await browser.newContext({ ...dark, locale: 'id-ID' })
    const phone = await context.newPage()
    await context.request.post(`${station.httpUrl}/session`, { data: { token } })
    await phone.goto(station.httpUrl + address)
    await expect.poll(() => phone.locator('.chart canvas').count(), soon).toBe(2)
    await phone.locator('.u-over').first().tap()
    await expect
      .poll(() => phone.locator('[data-series="outlet/cod"] .read-out').textContent(), soon)
      .toMatch(/rata-rata .*tertinggi/)
    await phone.getByRole('button', { name: 'Lebih awal' }).tap()
    await expect.poll(() => phone.url(), soon).toMatch(/from=.*to=/)
    expect(await phone.evaluate('document.documentElement.scrollWidth')).toBe(390)
    expect(await axeViolations(phone)).toEqual([])
    await context.close()
  })

  it('speaks English where it is asked to, and breaks no rule of its own', async () => {
    await page.click('#language')
    await expect.poll(() => text('h1'), soon).toBe('History')
    expect(complaints).toEqual([])
  })
})
