import { setTimeout as sleep } from 'node:timers/promises'
import { connectAsync, type MqttClient } from 'mqtt'
import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core'
import { launchChromium } from '../browser/launch-chromium.ts'
import { type StationProcess, startStationProcess } from '../station/station-process.ts'
import { benchSite } from './bench-site.ts'
import { type BenchmarkOptions, mediansOf } from './options.ts'

/** Eighty series, each told five times a second, as often as the stream tells any. */
const points = 16
const parameters = ['ph', 'cod', 'tss', 'nh3n', 'temperature'] as const
const tellEachMs = 200

/** A phone on a weak link, as Chromium plays it. */
const weakLink = { offline: false, latency: 400, downloadThroughput: 50_000, uploadThroughput: 50_000 }

/**
 * How the screen bears a phone and a busy plant: kilobytes of JavaScript at the first load, milliseconds from the address to the first site with
 * its figures (here, and over a link of 400 ms and 400 kbit/s), frames a second under 200 updates a second on the plant's page, and by
 * how much its heap grew in `seconds` of that, each time after a collection.
 */
export async function benchScreen({ runs, seconds }: BenchmarkOptions) {
  const station = await startStationProcess({ sites: screenSite() })
  const browser = await launchChromium()
  const stopTelling = await tell(station)
  try {
    const load = await mediansOf(runs, async () => ({
      ...(await firstLoad(browser, station, null)),
      ...prefixed('weak', await firstLoad(browser, station, weakLink)),
    }))
    return { ...load, ...(await busyPlant(browser, station, seconds)), runs, seconds }
  } finally {
    await stopTelling()
    await browser.close()
    await station.stop()
  }
}

/** A browser that was never here before, signed in. */
async function newcomer(browser: Browser, station: StationProcess): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'id-ID' })
  await context.request.post(`${station.httpUrl}/session`, { data: { token: station.token } })
  return context
}

async function firstLoad(browser: Browser, station: StationProcess, link: typeof weakLink | null) {
  const context = await newcomer(browser, station)
  const page = await context.newPage()
  const debug = await context.newCDPSession(page)
  await debug.send('Network.enable')
  if (link) await debug.send('Network.emulateNetworkConditions', link)
  const started = performance.now()
  await page.goto(station.httpUrl, { waitUntil: 'commit' })
  await page.locator('[data-site] .age').first().waitFor()
  const usableMs = performance.now() - started
  const scriptKb = (await page.evaluate(`performance.getEntriesByType('resource')
    .filter(({ name }) => name.endsWith('.js')).reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0) / 1000`)) as number
  await context.close()
  return { usableMs, scriptKb }
}

async function busyPlant(browser: Browser, station: StationProcess, seconds: number) {
  const context = await newcomer(browser, station)
  const page = await context.newPage()
  await page.goto(`${station.httpUrl}/#/sites/bench`)
  await page.locator('.tile').first().waitFor()
  const debug = await context.newCDPSession(page)
  // What is drawn once is drawn, and the compiler is done.
  await sleep(5_000)
  const before = await heapMb(debug)
  const counted = await count(page, seconds)
  const after = await heapMb(debug)
  await context.close()
  return {
    ...counted,
    heapMb: Number(before.toPrecision(4)),
    heapGrowthMb: Number((after - before).toPrecision(3)),
  }
}

async function heapMb(debug: CDPSession): Promise<number> {
  await debug.send('HeapProfiler.collectGarbage')
  await debug.send('HeapProfiler.collectGarbage')
  return (await debug.send('Runtime.getHeapUsage')).usedSize / 1e6
}

/** Frames and changed series a second, as the page has them; the slowest hundredth of frames in ms. */
async function count(page: Page, seconds: number) {
  return (await page.evaluate(`new Promise((resolve) => {
    const gaps = []
    let updates = 0
    const watched = new MutationObserver((changes) => {
      updates += new Set(changes.map(({ target }) => (target.parentElement ?? target).closest?.('.tile .figure')).filter(Boolean)).size
    })
    for (const figure of document.querySelectorAll('.tile .figure'))
      watched.observe(figure, { subtree: true, childList: true, characterData: true })
    const begun = performance.now()
    let last = begun
    requestAnimationFrame(function frame(at) {
      gaps.push(at - last)
      last = at
      if (at - begun < ${seconds * 1000}) return requestAnimationFrame(frame)
      watched.disconnect()
      gaps.sort((a, b) => a - b)
      const took = (at - begun) / 1000
      resolve({
        framesPerSecond: Math.round((gaps.length / took) * 10) / 10,
        slowFrameMs: Math.round(gaps[Math.floor(gaps.length * 0.99)]),
        updatesPerSecond: Math.round(updates / took),
      })
    })
  })`)) as { framesPerSecond: number; slowFrameMs: number; updatesPerSecond: number }
}

/** Each point tells all of its parameters, each time other values; answers how to stop. */
async function tell(station: StationProcess): Promise<() => Promise<void>> {
  const devices = await Promise.all(
    Array.from({ length: points }, async (_, n) => {
      const { username, password } = await station.device('bench', `p${n}`)
      return connectAsync(`mqtt://127.0.0.1:${station.mqttPort}`, { username, password })
    }),
  )
  let told = 0
  const timer = setInterval(() => {
    told++
    for (const [n, device] of devices.entries()) publish(device, `ipal/bench/p${n}/readings`, told + n)
  }, tellEachMs)
  return async () => {
    clearInterval(timer)
    await Promise.all(devices.map((device) => device.endAsync()))
  }
}

function publish(device: MqttClient, topic: string, told: number): void {
  const wave = (middle: number) => middle * (1 + 0.1 * Math.sin(told / 7))
  const middles = { ph: 7, cod: 90, tss: 30, nh3n: 2, temperature: 29 }
  const readings = Object.fromEntries(parameters.map((each) => [each, wave(middles[each])]))
  device.publish(topic, JSON.stringify({ at: Date.now(), readings }), { qos: 1 })
}

function screenSite(): Record<string, string> {
  const measured = `{ ${parameters.map((each) => `${each}: {}`).join(', ')} }`
  const [[file, text]] = Object.entries(benchSite(points)) as [[string, string]]
  return { [file]: text.replaceAll('{ ph: {}, cod: {}, flow: {} }', measured) }
}

function prefixed<T extends Record<string, number>>(prefix: string, figures: T): Record<string, number> {
  const named = (name: string) => `${prefix}${name.charAt(0).toUpperCase()}${name.slice(1)}`
  return Object.fromEntries(Object.entries(figures).map(([name, value]) => [named(name), value]))
}
