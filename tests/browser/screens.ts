import type { Browser, Page } from 'playwright-core'
import { expect } from 'vitest'
import type { StationProcess } from '../station/station-process.ts'

/** What operators hold. */
export const phone = {
  viewport: { width: 390, height: 844 },
  isMobile: true,
  hasTouch: true,
  locale: 'id-ID',
} as const
/** What officers look at. */
export const monitor = { viewport: { width: 1440, height: 900 }, locale: 'en-GB' } as const

/** Longest that the page may take to show something on a busy machine. */
export const soon = { timeout: 15_000 }

/** A refusal that the screen is there to tell; Chromium writes each into its console. */
const told = /\b4\d\d\b/

/** Notes what the page's own script does wrong, and what the policy stops. */
export function noteComplaints(page: Page, complaints: string[]): void {
  page.on('console', (message) => {
    if (message.type() === 'error' && !told.test(message.text())) complaints.push(message.text())
  })
  page.on('pageerror', ({ message }) => complaints.push(message))
}

/** A screen of its own, signed in, at this address (`#/work`). */
export async function openSignedIn(
  browser: Browser,
  given: {
    station: StationProcess
    device: object
    credentials: object
    address: string
    complaints: string[]
    prepare?: (page: Page) => Promise<unknown>
  },
): Promise<Page> {
  const { station, device, credentials, address, complaints, prepare } = given
  const page = await (await browser.newContext(device)).newPage()
  noteComplaints(page, complaints)
  await prepare?.(page)
  const answer = await page.request.post(`${station.httpUrl}/session`, { data: credentials })
  expect(answer.status()).toBe(204)
  await page.goto(`${station.httpUrl}/${address}`)
  return page
}

/** The page as it is read, a space between its words. */
export async function shownOn(page: Page): Promise<string> {
  return String(await page.evaluate('document.querySelector("main").innerText')).replaceAll(/\s+/g, ' ')
}
