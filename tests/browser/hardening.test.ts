import { randomUUID } from 'node:crypto'
import { hasServer } from '@jernih/store/testing'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type StationProcess, startStationProcess } from '../station/station-process.ts'
import { launchChromium } from './launch-chromium.ts'

const token = `a-token-for-this-browser-${randomUUID()}`

/** What a station's guard means to a real browser. */
describe.runIf(hasServer('chromium', process.env))('a station in a browser', () => {
  let station: StationProcess
  let browser: Browser
  let page: Page
  let complaints: string[]
  let strangers: string[]

  beforeAll(async () => {
    station = await startStationProcess({ environment: { JERNIH_ADMIN_TOKEN: token } })
    browser = await launchChromium()
  })
  afterAll(async () => {
    await browser?.close()
    await station?.stop()
  })

  beforeEach(async () => {
    complaints = []
    strangers = []
    page = await browser.newPage()
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    page.on('pageerror', ({ message }) => complaints.push(message))
    page.on('request', (made) => {
      if (!made.url().startsWith(station.httpUrl) && !made.url().startsWith('data:'))
        strangers.push(made.url())
    })
    const answer = await page.request.post(`${station.httpUrl}/session`, { data: { token } })
    expect(answer.status()).toBe(204)
  })

  it("lets the reader of the API's description work, with nothing from elsewhere", async () => {
    await page.goto(`${station.httpUrl}/docs`)
    const call = page.locator('.opblock-summary', { hasText: '/api/v1/latest' })
    await call.click()
    await page.getByText('Try it out').click()
    await page.getByText('Execute', { exact: true }).click()
    await expect
      .poll(() => page.locator('.live-responses-table tbody .response-col_status').first().textContent())
      .toMatch(/^200/)
    expect(complaints).toEqual([])
    expect(strangers).toEqual([])
  })

  it('neither runs what was slipped into the page, nor lets it call out', async () => {
    await page.goto(`${station.httpUrl}/`)
    expect(complaints).toEqual([])
    await page.addScriptTag({ content: 'globalThis.ran = true' }).catch(() => {})
    const told = await page.evaluate(`fetch('http://127.0.0.1:9/').then(() => 'reached', () => 'blocked')`)
    const ran = await page.evaluate('globalThis.ran === true')
    expect({ ran, told }).toEqual({ ran: false, told: 'blocked' })
    await expect
      .poll(() => complaints.filter((text) => text.includes('Content Security Policy')).length)
      .toBeGreaterThan(1)
    expect(strangers).toEqual([])
  })

  it('says at the sign-in that too many tried, and lets those who are signed in go on', async () => {
    await page.goto(`${station.httpUrl}/`)
    // The token itself goes on as well, where it was good from here before.
    await station.api('/api/v1/sites')
    const stranger = await (await browser.newContext()).newPage()
    await stranger.goto(`${station.httpUrl}/`)
    const guess = async () =>
      (await stranger.request.post(`${station.httpUrl}/session`, { data: { token: 'a-guess' } })).status()
    await expect.poll(guess, { interval: 1, timeout: 15_000 }).toBe(429)

    await stranger.getByText('Masuk dengan token admin').click()
    const form = stranger.locator('details')
    await form.getByLabel('Token admin').fill(token)
    await form.getByRole('button', { name: 'Masuk' }).click()
    await expect
      .poll(() => form.getByRole('alert').textContent())
      .toMatch(/Terlalu banyak percobaan. Coba lagi dalam \d mnt/)
    expect((await page.request.get(`${station.httpUrl}/api/v1/sites`)).status()).toBe(200)
    await station.api('/api/v1/sites')
    await stranger.context().close()
  })
})
