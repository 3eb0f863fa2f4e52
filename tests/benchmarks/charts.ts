import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { fillHistory } from '../browser/fill-history.ts'
import { launchChromium } from '../browser/launch-chromium.ts'
import { startStationProcess } from '../station/station-process.ts'
import { type BenchmarkOptions, mediansOf } from './options.ts'

const minuteMs = 60_000
const days = 30
const series = ['cod', 'ph', 'tss', 'nh3n'] as const
const address = `/#/history?site=mojokerto-batik&series=${series.map((each) => `outlet%2F${each}`).join()}&last=${days * 86_400}`

/**
 * How fast the screen is, in Chromium on a monitor of 1440 pixels: thirty days of four series, one reading a minute each, from the arrival of the
 * last answer to the last chart on its canvas, and from the address to there.
 */
export async function benchCharts({ runs }: BenchmarkOptions) {
  const directory = await mkdtemp(join(tmpdir(), 'jernih-bench-'))
  const to = Math.floor(Date.now() / minuteMs) * minuteMs
  const wave = (minute: number) => ({
    value: 20 + 5 * Math.sin(minute / 100) + (minute % 7),
    flag: 1 as const,
  })
  const valuesOf = Object.fromEntries(series.map((each) => [each, wave]))
  await fillHistory({ directory, from: to - days * 86_400_000, to, series: valuesOf })
  const station = await startStationProcess({ directory })
  const browser = await launchChromium()
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'id-ID' })
    await context.request.post(`${station.httpUrl}/session`, { data: { token: station.token } })
    const figures = await mediansOf(runs, async () => {
      const page = await context.newPage()
      await page.goto(station.httpUrl + address)
      await page
        .locator('.chart canvas')
        .nth(series.length - 1)
        .waitFor()
      await page.waitForLoadState('load')
      const drawn = await drawnMs(page)
      await page.close()
      return drawn
    })
    return { ...figures, days, series: series.length, runs }
  } finally {
    await browser.close()
    await station.stop()
    await rm(directory, { recursive: true, force: true })
  }
}

/** Of the first drawing: the charts mark each one. */
async function drawnMs(page: Page): Promise<{ chartMs: number; pageMs: number }> {
  return page.evaluate(`(() => {
    const answers = performance.getEntriesByType('resource').filter(({ name }) => name.includes('/api/v1/readings'))
    const answered = Math.max(...answers.map(({ responseEnd }) => responseEnd))
    const drawn = performance.getEntriesByName('jernih:drawn').at(-1).startTime
    return { chartMs: drawn - answered, pageMs: drawn }
  })()`)
}
