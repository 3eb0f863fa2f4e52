import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openPage, type Page as Screen } from '@jernih/dashboard'
import { hasServer } from '@jernih/store/testing'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type StationProcess, startStationProcess } from '../station/station-process.ts'
import { launchChromium } from './launch-chromium.ts'
import { soon } from './screens.ts'

const root = join(import.meta.dirname, '..', '..')

/** A station that is replaced by a newer one, while its screen is open and kept as an app. */
describe.runIf(hasServer('chromium', process.env))('a new build of the screen', () => {
  let directory: string
  let station: StationProcess
  let front: Server
  let url: string
  let screen: Screen
  let first: Screen
  let browser: Browser
  let context: BrowserContext
  let open: Page

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'jernih-builds-'))
    station = await startStationProcess()
    first = openPage()
    screen = first
    front = createServer((asked, answer) => void serve(asked, answer))
    await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${(front.address() as AddressInfo).port}`
    browser = await launchChromium()
    context = await browser.newContext({ locale: 'id-ID' })
    await context.request.post(`${url}/session`, { data: { token: station.token } })
  })
  afterAll(async () => {
    await browser?.close()
    front?.closeAllConnections()
    front?.close()
    await station?.stop()
    await rm(directory, { recursive: true, force: true })
  })

  /** The screen that is the newest; all else from the station. */
  async function serve(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    const path = asked.url ?? '/'
    if (path !== '/' && path !== '/sw.js' && !path.startsWith('/page/')) return passOn(asked, answer)
    const file = await screen.file(path)
    const headers = { 'content-type': file?.type ?? 'text/plain', 'cache-control': 'no-store' }
    answer.writeHead(file ? 200 : 404, headers).end(file?.body)
  }

  function passOn(asked: IncomingMessage, answer: ServerResponse): void {
    const { method, headers } = asked
    const call = request(`${station.httpUrl}${asked.url}`, { method, headers }, (given) => {
      answer.writeHead(given.statusCode ?? 502, given.headers)
      given.pipe(answer)
    })
    call.on('error', () => answer.destroy())
    answer.on('close', () => call.destroy())
    asked.pipe(call)
  }

  /** The screen's sources, changed, as Vite builds them. */
  async function buildWith(history: string): Promise<Screen> {
    const home = join(directory, history)
    const from = join(root, 'services', 'dashboard')
    await cp(from, home, {
      recursive: true,
      filter: (path) => !/\/(node_modules|dist|tsconfig\.json)$/.test(path),
    })
    await symlink(join(from, 'node_modules'), join(home, 'node_modules'))
    for (const name of ['words/shell.ts', 'pages/history/words.ts']) {
      const words = join(home, 'src', 'browser', name)
      await writeFile(words, (await readFile(words, 'utf8')).replaceAll("'Riwayat'", `'${history}'`))
    }
    const { buildPage } = (await import(join(home, 'src', 'build-page.ts'))) as {
      buildPage(): Promise<string>
    }
    return openPage(buildPage())
  }

  const kept = () => open.evaluate('caches.keys()') as Promise<string[]>
  async function look(): Promise<Page> {
    const page = await context.newPage()
    await page.goto(`${url}/#/alarms`)
    await page.locator('main h1').first().waitFor()
    await page.evaluate('navigator.serviceWorker.ready.then(() => {})')
    return page
  }

  it('is there with the next visit, and leaves to a page that is open what it has not loaded yet', async () => {
    open = await look()
    await expect.poll(kept, soon).toHaveLength(1)
    const [before] = await kept()
    screen = await buildWith('Sejarah')

    const next = await look()
    await next.getByRole('link', { name: 'Sejarah' }).click()
    await next.getByRole('heading', { level: 1, name: 'Sejarah' }).waitFor()
    await expect.poll(kept, soon).toHaveLength(2)
    expect(await kept()).toContain(before)
    await next.close()

    await open.getByRole('link', { name: 'Riwayat' }).click()
    await open.getByRole('heading', { level: 1, name: 'Riwayat' }).waitFor()
  }, 40_000)

  it('takes the place of all builds but the one before it, also where that had been here before', async () => {
    const [oldest, second] = await kept()
    screen = first
    await (await look()).close()
    await expect.poll(kept, soon).toEqual([second, oldest])

    screen = await buildWith('Kronik')
    await (await look()).close()
    await expect.poll(kept, soon).toEqual([oldest, expect.not.stringMatching(String(second))])
  }, 40_000)
})
