import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import { alarmName, Site, type SiteId } from '@jernih/domain'
import { openChannels, openOutbox, startHerald } from '@jernih/herald'
import { startSmtp } from '@jernih/herald/testing'
import { openJournal } from '@jernih/journal'
import { systemClock as clock, createLog, createScope } from '@jernih/runtime'
import { startWatch } from '@jernih/watch'
import { Registry } from 'prom-client'
import { expect, it, onTestFinished } from 'vitest'
import { startSelfWatch } from './self-watch.ts'

const log = createLog('silent')

it('R7: a channel that fails is an alarm, told once by the others, and over when it works again', async () => {
  const people = await startPeople()
  const directory = await mkdtemp(join(tmpdir(), 'jernih-failing-channel-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))

  // The store lags, of which nobody can be told by WhatsApp.
  const first = await start(directory, people.url)
  await expect.poll(people.byWebhook).toEqual(['store-lag raised', 'notification-failing-whatsapp raised'])
  await expect.poll(first.stands).toEqual(['notification-failing-whatsapp', 'store-lag'])
  expect(people.byWhatsapp()).toEqual([])
  await first.close()

  const tries = people.tries()
  const second = await start(directory, people.url)
  onTestFinished(second.close)
  await expect.poll(people.tries).toBeGreaterThan(tries + 3)
  expect(await second.stands()).toEqual(['notification-failing-whatsapp', 'store-lag'])
  expect(people.byWebhook()).toHaveLength(2)

  people.recover()
  await expect.poll(second.stands).toEqual(['store-lag'])
  const all = [
    'store-lag raised',
    'notification-failing-whatsapp raised',
    'notification-failing-whatsapp cleared',
  ]
  await expect.poll(people.byWebhook).toEqual(all)
  await expect.poll(people.byWhatsapp).toEqual(all)
})

it('R7: a way that fails while another does is told by name too, and each is over when it works again itself', async () => {
  const people = await startPeople()
  const smtp = await startSmtp()
  const directory = await mkdtemp(join(tmpdir(), 'jernih-failing-channel-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  const station = await start(directory, people.url, { url: smtp.url, from: 'jernih@plant.example' })
  onTestFinished(station.close)
  const told = ['store-lag raised', 'notification-failing-whatsapp raised']
  await expect.poll(people.byWebhook).toEqual(told)
  await expect.poll(() => smtp.mails.map(({ key }) => stepOf(key))).toEqual(told)

  await smtp.close()
  station.fillDisk()
  told.push('disk-low raised', 'notification-failing-email raised')
  await expect.poll(people.byWebhook).toEqual(told)
  people.recover()
  told.push('notification-failing-whatsapp cleared')
  await expect.poll(people.byWebhook).toEqual(told)
  expect(await station.stands()).toEqual(['disk-low', 'notification-failing-email', 'store-lag'])

  const back = await startSmtp(smtp.port)
  onTestFinished(back.close)
  told.push('notification-failing-email cleared')
  await expect.poll(people.byWebhook).toEqual(told)
  await expect.poll(people.byWhatsapp).toEqual(told)
})

/** Those who are told: a webhook, and a WhatsApp Cloud API that is down until it recovers. */
async function startPeople() {
  const told = { webhook: [] as string[], whatsapp: [] as string[] }
  let isDown = true
  let tries = 0
  const server = createServer(async (request, response) => {
    const body = (await json(request)) as { key?: string; biz_opaque_callback_data?: string }
    const way = request.url === '/webhook' ? 'webhook' : 'whatsapp'
    if (way === 'whatsapp') tries++
    const isTaken = way === 'webhook' || !isDown
    if (isTaken) told[way].push(stepOf(body.key ?? body.biz_opaque_callback_data ?? ''))
    response.writeHead(isTaken ? 200 : 503).end(JSON.stringify({ messages: [{ id: 'wamid' }] }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    byWebhook: () => told.webhook,
    byWhatsapp: () => told.whatsapp,
    tries: () => tries,
    recover() {
      isDown = false
    },
  }
}

/** `{site}.station.{name}.{episode}.{n}.{way}.{recipient}`: the first transition raises it, the second clears it. */
function stepOf(key: string): string {
  const [, , name, , n] = key.split('.')
  return `${name} ${n === '1' ? 'raised' : 'cleared'}`
}

async function start(directory: string, url: string, email: { url: string; from: string } | null = null) {
  const scope = createScope(log)
  const site = Site.parse({
    id: 'plant',
    name: 'Plant',
    zone: 'Asia/Jakarta',
    limits: { set: 'permen-lh-bplh-12-2025', dischargePerDay: 2 },
    contacts: [
      {
        ...{ name: 'Siti', role: 'operator', email: 'siti@example.org' },
        ...{ whatsapp: '+6281234567890', webhook: `${url}/webhook` },
      },
    ],
    points: [{ id: 'outlet', name: { id: 'Outlet', en: 'Outlet' }, kind: 'outlet', parameters: { cod: {} } }],
  })
  const sites = { all: () => [site], get: (id: SiteId) => (id === site.id ? site : undefined) }
  const whatsapp = {
    ...{ token: 'token', phoneNumberId: '1', apiRoot: url, template: 'jernih_alarm' },
    languages: { id: 'id', en: 'en' },
  }
  const webhook = { secret: `whsec_${Buffer.alloc(32).toString('base64')}` }
  const channels = await openChannels({ email, telegram: null, whatsapp, webhook }, { clock, log })
  const base = { directory, clock, log, metrics: new Registry(), sites, channels }
  const journal = scope.add(await openJournal({ directory, log, consumers: ['watch'] }))
  const outbox = scope.add(await openOutbox(base))
  const watch = scope.add(await startWatch({ ...base, journal, alongside: outbox.alongside }))
  await journal.append({ kind: 'site', receivedAt: clock.now(), id: site.id, site })
  const waits = { firstMs: 10, longestMs: 50 }
  const herald = scope.add(await startHerald({ ...base, journal, outbox, watch, waits }))
  let free = 90
  const measures = {
    storeLagSeconds: async () => 301,
    imbalance: async () => 0,
    disk: async () => ({ free, size: 100 }),
    isFailing: herald.isFailing,
  }
  scope.add(startSelfWatch({ ...base, measures, journal, watch, everyMs: 10 }))
  return {
    async stands() {
      const { alarms } = await watch.list({ status: 'active', limit: 10 })
      return alarms.map(alarmName).sort()
    },
    fillDisk() {
      free = 1
    },
    close: () => scope.close(),
  }
}
