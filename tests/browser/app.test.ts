import { hasServer } from '@jernih/store/testing'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type StationProcess, startStationProcess } from '../station/station-process.ts'
import { launchChromium } from './launch-chromium.ts'
import { phone, soon } from './screens.ts'

/** The screen as an app that is kept on a phone. */
describe.runIf(hasServer('chromium', process.env))('the app', () => {
  let station: StationProcess
  let browser: Browser
  let context: BrowserContext
  let page: Page

  beforeAll(async () => {
    station = await startStationProcess({ environment: { SIMULATOR: 'on' } })
    browser = await launchChromium()
    context = await browser.newContext(phone)
    await context.request.post(`${station.httpUrl}/session`, { data: { token: station.token } })
    page = await context.newPage()
    await page.goto(`${station.httpUrl}/#/sites/mojokerto-batik`)
    await page.locator('nav.navigation').waitFor()
  })
  afterAll(async () => {
    await browser?.close()
    await station?.stop()
  })

  it('may be installed, as Chromium judges', async () => {
    const debug = await context.newCDPSession(page)
    const { errors, data } = await debug.send('Page.getAppManifest')
    expect(errors).toEqual([])
    expect(JSON.parse(data ?? '')).toMatchObject({ display: 'standalone', start_url: expect.any(String) })
    const { installabilityErrors } = await debug.send('Page.getInstallabilityErrors')
    // Contexts of the test driver are private windows, from which nothing is installed.
    expect(installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito')).toEqual([])
  })

  it('R8: keeps the document and what it loads, and nothing that the station told', async () => {
    await page.evaluate('navigator.serviceWorker.ready.then(() => {})')
    await page.reload()
    for (const hash of ['#/', '#/history', '#/alarms', '#/work']) {
      await page.goto(`${station.httpUrl}/${hash}`)
      await page.locator('main h1').first().waitFor()
    }
    const paths = (await page.evaluate(`(async () => {
      const kept = []
      for (const name of await caches.keys())
        for (const { url } of await (await caches.open(name)).keys()) kept.push(new URL(url).pathname)
      return kept
    })()`)) as string[]
    expect(paths.filter((path) => path === '/')).toHaveLength(1)
    expect(paths.filter((path) => path !== '/' && !path.startsWith('/page/'))).toEqual([])
  })

  it('R8: opens without the station, says so, and shows no reading', async () => {
    await station.stop()
    await page.goto('about:blank')
    await page.goto(`${station.httpUrl}/#/sites/mojokerto-batik`)
    await expect.poll(() => page.locator('body').textContent(), soon).toContain('Server tidak menjawab')
    expect(await page.locator('main').textContent()).not.toMatch(/\d/)

    const port = Number(new URL(station.httpUrl).port)
    station = await startStationProcess({ httpPort: port })
    await page.locator('main h1').first().waitFor()
  })
})
