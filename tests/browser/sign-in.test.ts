import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { hasServer } from '@jernih/store/testing'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Enrolled, enrol } from '../station/enrol.ts'
import { type StationProcess, startStationProcess } from '../station/station-process.ts'
import { launchChromium } from './launch-chromium.ts'
import { phone, soon } from './screens.ts'

const siti = { username: 'siti', password: 'batik tulis 2026' }
const budi = { username: 'budi', password: 'membatik malam' }

describe.runIf(hasServer('chromium', process.env))('signing in on the screen', () => {
  let station: StationProcess
  let browser: Browser
  let page: Page
  let enrolled: Enrolled
  const complaints: string[] = []

  beforeAll(async () => {
    station = await startStationProcess()
    for (const person of [siti, budi]) {
      const body = { ...person, name: person.username, role: 'officer' }
      await station.api('/api/v1/people', { method: 'POST', body })
    }
    enrolled = await enrol(station.httpUrl, siti)
    browser = await launchChromium()
  })
  afterAll(async () => {
    await browser?.close()
    await station?.stop()
  })

  beforeEach(async () => {
    page = await (await browser.newContext(phone)).newPage()
    page.on('console', (message) => {
      // What is no page, as a refusal, has no icon of its own, and Chromium asks for one.
      const isOurs = !message.location().url.endsWith('/favicon.ico') && !/40[13]|429/.test(message.text())
      if (message.type() === 'error' && isOurs) complaints.push(`${message.text()} ${message.location().url}`)
    })
    page.on('pageerror', ({ message }) => complaints.push(message))
    await page.goto(station.httpUrl)
  })
  afterEach(() => page.context().close())

  async function signIn({ username, password }: { username: string; password: string }): Promise<void> {
    await page.getByLabel('Nama pengguna').fill(username)
    await page.getByLabel('Kata sandi').fill(password)
    await submit()
  }
  const submit = () => page.getByRole('button', { name: 'Masuk', exact: true }).first().click()
  const mistake = () => page.getByRole('alert').filter({ visible: true }).first().textContent()
  const link = () => page.locator('html').getAttribute('data-link')
  const code = () => page.getByLabel('Kode', { exact: true })

  it('takes a name and a password, and says that one of them is wrong without saying which', async () => {
    expect(await code().isVisible()).toBe(false)
    await signIn({ ...budi, password: 'guess' })
    await expect.poll(mistake, soon).toBe('Nama atau kata sandi salah.')
    await signIn(budi)
    await expect.poll(link, soon).toBe('live')
    expect(await page.evaluate(`fetch('/session').then((answer) => answer.json())`)).toMatchObject({
      by: 'budi',
    })
  })

  it('asks for the code where one is wanted, and takes one, and a recovery code, once', async () => {
    await signIn(siti)
    await expect.poll(() => code().isVisible(), soon).toBe(true)
    expect(await page.evaluate('document.activeElement.id')).toBe('code')
    const next = enrolled.code(30_000)
    await code().fill('000000')
    await submit()
    await expect.poll(mistake, soon).toBe('Kode itu salah, sudah lewat, atau sudah dipakai.')
    await code().fill(next)
    await submit()
    await expect.poll(link, soon).toBe('live')

    await page.click('#sign-out')
    await signIn(siti)
    await code().fill(next)
    await submit()
    await expect.poll(mistake, soon).toContain('sudah dipakai')
    await code().fill(enrolled.recoveryCodes[0]?.toLowerCase() ?? '')
    await submit()
    await expect.poll(link, soon).toBe('live')
  })

  it('says how long a locked name has to wait', async () => {
    const guess = () =>
      page.request.post(`${station.httpUrl}/session`, { data: { username: 'nobody', password: 'guess' } })
    await expect.poll(async () => (await guess()).status(), { interval: 1, timeout: 15_000 }).toBe(429)
    await signIn({ username: 'nobody', password: 'guess' })
    await expect.poll(mistake, soon).toBe('Terlalu banyak percobaan. Coba lagi dalam 15 mnt.')
  })

  it('speaks English where it is asked to', async () => {
    await page.click('#language')
    await page.getByLabel('User name').fill('budi')
    await page.getByLabel('Password').fill('guess')
    await page.getByRole('button', { name: 'Sign in', exact: true }).first().click()
    await expect.poll(mistake, soon).toBe('The name or the password is wrong.')
  })

  describe('from a page elsewhere', () => {
    let elsewhere: Server
    beforeEach(async () => {
      elsewhere = createServer((_, answer) => {
        answer.setHeader('content-type', 'text/html').end(`<a href="${station.httpUrl}/">alarm</a>
          <form method="post" action="${station.httpUrl}/session"><button>send</button></form>`)
      })
      await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve))
      await signIn(budi)
      await expect.poll(link, soon).toBe('live')
      // Another host name is another site.
      await page.goto(`http://localhost:${(elsewhere.address() as AddressInfo).port}/`)
    })
    afterEach(() => elsewhere.close())

    it('a link leads whoever is signed in to the screen', async () => {
      await page.click('a')
      await expect.poll(link, soon).toBe('live')
    })

    it('R10: a form signs nobody in', async () => {
      const sent = page.waitForResponse((answer) => answer.url() === `${station.httpUrl}/session`)
      await page.click('button')
      expect((await sent).status()).toBe(403)
    })
  })

  it('fits a phone, and breaks no rule of its own', async () => {
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390)
    expect(complaints).toEqual([])
  })
})
