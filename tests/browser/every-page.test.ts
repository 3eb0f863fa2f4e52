import { hasServer } from '@jernih/store/testing'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type StationProcess, startStationProcess } from '../station/station-process.ts'
import { axeViolations } from './axe.ts'
import { launchChromium } from './launch-chromium.ts'
import { soon } from './screens.ts'

const site = 'mojokerto-batik'
const addresses = [
  '#/',
  `#/sites/${site}`,
  `#/history?site=${site}`,
  '#/alarms',
  `#/work?site=${site}`,
  '#/welcome',
  '#/settings',
  '#/settings/people',
]

/** What holds for all pages of the screen alike. */
describe.runIf(hasServer('chromium', process.env))('every page', () => {
  let station: StationProcess
  let browser: Browser

  beforeAll(async () => {
    station = await startStationProcess({ environment: { SIMULATOR: 'on' } })
    browser = await launchChromium()
  })
  afterAll(async () => {
    await browser?.close()
    await station?.stop()
  })

  async function open(device: object, remembered: Record<string, string> = {}): Promise<Page> {
    const context = await browser.newContext({ reducedMotion: 'reduce', ...device })
    await context.request.post(`${station.httpUrl}/session`, { data: { token: station.token } })
    const page = await context.newPage()
    await page.addInitScript((entries) => {
      const { localStorage } = globalThis as unknown as {
        localStorage: { setItem(k: string, v: string): void }
      }
      for (const [key, value] of Object.entries(entries)) localStorage.setItem(key, value)
    }, remembered)
    return page
  }

  async function visit(page: Page, address: string): Promise<void> {
    await page.goto(`${station.httpUrl}/${address}`)
    await page.locator('main h1').first().waitFor()
    await expect.poll(() => page.locator('html').getAttribute('data-link'), soon).toBe('live')
  }

  it.each([
    { theme: 'light', language: 'id' },
    { theme: 'dark', language: 'id' },
    { theme: 'light', language: 'en' },
    { theme: 'dark', language: 'en' },
  ])(
    'has names, order and contrast that axe has nothing against: $theme, $language',
    async ({ theme, language }) => {
      const page = await open(
        { viewport: { width: 390, height: 844 } },
        { 'jernih-theme': theme, 'jernih-language': language },
      )
      for (const address of addresses) {
        await visit(page, address)
        expect(await page.locator('html').getAttribute('lang')).toBe(language)
        expect(await page.locator('h1').count(), address).toBe(1)
        expect(await axeViolations(page), address).toEqual([])
      }
      await page.context().close()
    },
    60_000,
  )

  it.each([320, 390])(
    'is no wider than a phone of %i pixels, and is made for thumbs',
    async (width) => {
      const page = await open({ viewport: { width, height: 844 }, isMobile: true, hasTouch: true })
      const found: unknown[] = []
      for (const address of addresses) {
        await visit(page, address)
        const small = (await page.evaluate(smallTargets)) as string[]
        const wide = Number(await page.evaluate('document.documentElement.scrollWidth'))
        if (small.length > 0 || wide > width) found.push({ address, wide, small })
      }
      expect(found).toEqual([])
      await page.context().close()
    },
    60_000,
  )

  it('is walked through by keyboard: past the navigation, and with the focus seen', async () => {
    const page = await open({ viewport: { width: 1440, height: 900 } })
    await visit(page, '#/')
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.className')).toBe('skip')
    expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).not.toBe('none')
    await page.keyboard.press('Enter')
    expect(await page.evaluate('document.activeElement.id')).toBe('content')
    await page.context().close()
  })

  it('is gone through in order: skip link, bar, navigation, content, which has the focus where it is another', async () => {
    const page = await open({ viewport: { width: 1440, height: 900 } })
    await visit(page, '#/')
    const parts: string[] = []
    while (parts.at(-1) !== 'content') {
      await page.keyboard.press('Tab')
      const part = String(await page.evaluate(focusedPart))
      if (parts.at(-1) !== part) parts.push(part)
      expect(parts.length).toBeLessThan(5)
    }
    expect(parts).toEqual(['skip', 'top', 'navigation', 'content'])

    await page.evaluate('scrollTo(0, 9999)')
    await page.getByRole('link', { name: 'Kerja' }).focus()
    await page.keyboard.press('Enter')
    await expect.poll(() => page.evaluate('document.activeElement.id'), soon).toBe('content')
    expect(await page.evaluate('scrollY')).toBe(0)
    // The page itself is still being loaded: before it is there, nothing in it can be reached.
    await page.locator('main').getByRole('link', { name: 'Hasil lab' }).waitFor()
    await page.keyboard.press('Tab')
    expect(await page.evaluate(focusedPart)).toBe('content')
    await page.context().close()
  })

  it.each([
    '#/nothing',
    '#/sites/nowhere',
    '#/%E0%A4%A',
    '#/sites/%',
    '#?&&=',
    '#/history?site=%&last=-1e999',
  ])('says something sensible at %s', async (address) => {
    const page = await open({ viewport: { width: 390, height: 844 } })
    const errors: string[] = []
    page.on('pageerror', ({ message }) => errors.push(message))
    await page.goto(`${station.httpUrl}/${address}`)
    await expect.poll(() => page.locator('main').textContent(), soon).toMatch(/\w{3}/)
    expect(await page.locator('nav.navigation a').count()).toBeGreaterThan(4)
    expect(errors).toEqual([])
    await page.context().close()
  })
})

const focusedPart =
  "((part) => part?.id || part?.classList[0] || 'none')(document.activeElement.closest('.skip, .top, .navigation, main'))"

/** What can be touched and is less than 44 pixels high or wide; a link within a sentence is as high as its line, and a field's label counts as the field. */
const smallTargets = `const spread = (target) => getComputedStyle(target, '::after').position === 'absolute' ? target.offsetParent : null
;[...document.querySelectorAll('a, button, input, select, textarea, summary')].flatMap((target) => {
  if (target.matches('.skip, p a') || !target.checkVisibility({ visibilityProperty: true })) return []
  const { width, height } = (spread(target) ?? target.closest('label') ?? target).getBoundingClientRect()
  return Math.min(width, height) >= 43.5 || width === 0 ? [] : [target.outerHTML.slice(0, 120) + ' ' + Math.round(width) + 'x' + Math.round(height)]
})`
