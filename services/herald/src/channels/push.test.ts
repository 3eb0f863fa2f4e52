import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '@jernih/runtime'
import { describe, expect, it, onTestFinished } from 'vitest'
import { composeAlarm } from '../compose.ts'
import { openPush, type PushSubscriber } from '../push/open-push.ts'
import { openVapid } from '../push/vapid.ts'
import { change, plantSite } from '../testing/plant.ts'
import { startPushService } from '../testing/push-service.ts'
import { started } from '../testing/start.ts'

const site = plantSite([])
const open = new AbortController().signal
const contact = 'mailto:it@plant.example'

async function freshDirectory() {
  const directory = await mkdtemp(join(tmpdir(), 'jernih-push-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  return directory
}

/** Phones of which each has its path at one service. */
async function opened(phones: readonly Partial<PushSubscriber>[] = [{}]) {
  const directory = await freshDirectory()
  const { key } = await openVapid({ directory, contact })
  const service = await startPushService({ key })
  onTestFinished(service.close)
  const standing = new Map(
    phones.map((given, n): [string, PushSubscriber] => {
      const id = `push-${n}`
      const endpoint = `${service.origin}/${n}`
      const wants = { language: 'id', leastPriority: 'low', sites: null } as const
      return [id, { id, endpoint, keys: service.keys, ...wants, ...given }]
    }),
  )
  const subscribers = {
    list: () => [...standing.values()],
    find: (id: string) => standing.get(id) ?? null,
    end: async (id: string) => standing.delete(id),
  }
  const services = [service.origin]
  const push = await openPush({ directory, contact, services, subscribers, clock: systemClock })
  return { push, service, subscribers, directory }
}

function delivery(given: { text?: string; address?: string; rank?: number } = {}) {
  const { text, address = 'push-0', rank = 2 } = given
  const told = change(1)
  const composed = composeAlarm({ site, ...told, language: 'id', simulated: false })
  const message = { ...composed, ...(text !== undefined && { text }) }
  const { id: alarm } = told.alarm
  return { ...{ key: 'a.1.push', address, language: 'id' as const, message, alarm, rank }, acknowledge: null }
}

describe('a message', () => {
  it('is taken by a service as strict as the RFCs, and says on the phone what letters say', async () => {
    const { push, service } = await opened()
    expect(await push.channel.send(delivery(), open)).toEqual({ status: 'sent' })
    expect(service.complaints).toEqual([])
    const [{ notice, headers } = { notice: null, headers: null }] = service.came
    const alarm = 'plant.outlet.cod-limit-high.1'
    expect(headers).toMatchObject({ ttl: '86400', urgency: 'high' })
    expect(notice).toMatchObject({
      ...{ alarm, tag: alarm, url: `/#/alarms/${alarm}`, urgent: true, language: 'id', type: 'alarm.raised' },
      title: '[TINGGI] COD di atas baku mutu – Outlet, Sentra Batik: Alarm mulai.',
      body: expect.stringMatching(/^Nilai: 162,4 mg\/L\nBatas: 150 mg\/L\nDasar: /),
    })
  })

  it('takes the place of the one before of its episode, at the service and on the phone', async () => {
    const { push, service } = await opened()
    await push.channel.send(delivery(), open)
    await push.channel.send({ ...delivery(), key: 'a.2.push' }, open)
    const [one, other] = service.came
    expect(one?.headers.topic).toBe(other?.headers.topic)
    expect(one?.notice.tag).toBe(other?.notice.tag)
  })

  it('is cut by whole lines where it is longer than a service takes', async () => {
    const { push, service } = await opened()
    const text = Array.from({ length: 300 }, (_, n) => `baris ${n} – ${'é'.repeat(20)}`).join('\n')
    expect(await push.channel.send(delivery({ text }), open)).toEqual({ status: 'sent' })
    const [{ bytes, notice } = { bytes: 0, notice: null }] = service.came
    expect(bytes).toBeGreaterThan(3_900)
    expect(notice?.body).toMatch(/^baris 0 – é{20}\n(.+\n)*baris \d+ – é{20}$/)
  })

  it.each([
    { rank: 3, urgency: 'high' },
    { rank: 1, urgency: 'normal' },
    { rank: 0, urgency: 'low' },
  ])('of rank $rank is of the urgency $urgency', async ({ rank, urgency }) => {
    const { push, service } = await opened()
    await push.channel.send(delivery({ rank }), open)
    expect(service.came[0]?.headers.urgency).toBe(urgency)
  })
})

describe('what a service answers', () => {
  it.each([
    { status: 404, outcome: 'refused', stands: false },
    { status: 410, outcome: 'refused', stands: false },
    { status: 413, outcome: 'refused', stands: true },
    { status: 307, outcome: 'refused', stands: true },
    { status: 403, outcome: 'later', stands: true },
    { status: 500, outcome: 'later', stands: true },
  ])('$status: $outcome, and the subscription stands: $stands', async ({ status, outcome, stands }) => {
    const { push, service, subscribers } = await opened()
    service.answer('/0', status, { location: `${service.origin}/elsewhere` })
    expect(await push.channel.send(delivery(), open)).toMatchObject({ status: outcome })
    expect(subscribers.find('push-0') !== null).toBe(stands)
    expect(service.came).toEqual([])
  })

  it('is heard where it says when to come again', async () => {
    const { push, service } = await opened()
    service.answer('/0', 429, { 'retry-after': '7' })
    expect(await push.channel.send(delivery(), open)).toMatchObject({ status: 'later', afterMs: 7_000 })
  })
})

it('R7: tells each browser that wants it of a step, from its row in the outbox, and a dead one ends alone', async () => {
  const phones = [{}, { language: 'en' as const }, { leastPriority: 'critical' as const }, { sites: [] }]
  const { push, service, subscribers } = await opened(phones)
  service.answer('/0', 410)
  const parts = await started(site, [push.channel], subscribers)
  onTestFinished(parts.close)
  await parts.happens(change(1))
  await expect.poll(parts.states).toMatchObject([
    { key: 'plant.outlet.cod-limit-high.1.1.push.push-0', state: 'failed' },
    { key: 'plant.outlet.cod-limit-high.1.1.push.push-1', state: 'sent' },
  ])
  expect(service.came.map(({ notice }) => notice.title)).toEqual([
    '[HIGH] COD above the limit – Outlet, Sentra Batik: The alarm begins.',
  ])
  expect(subscribers.find('push-0')).toBeNull()
  expect(parts.herald.failing()).toEqual([])
})

describe('an address to send to', () => {
  it.each([
    { endpoint: 'https://fcm.googleapis.com/fcm/send/abc', ok: true },
    { endpoint: 'https://updates.push.services.mozilla.com/wpush/v2/abc', ok: true },
    { endpoint: 'https://wns2-par02p.notify.windows.com/w/?token=abc', ok: true },
    { endpoint: 'https://web.push.apple.com/abc', ok: true },
    { endpoint: 'http://fcm.googleapis.com/fcm/send/abc', ok: false },
    { endpoint: 'https://fcm.googleapis.com:8443/abc', ok: false },
    { endpoint: 'https://user:password@fcm.googleapis.com/abc', ok: false },
    { endpoint: 'https://fcm.googleapis.com.evil.example/abc', ok: false },
    { endpoint: 'https://evilpush.apple.com/abc', ok: false },
    { endpoint: 'https://127.0.0.1/abc', ok: false },
    { endpoint: 'http://169.254.169.254/latest/meta-data', ok: false },
    { endpoint: 'file:///etc/passwd', ok: false },
    { endpoint: 'nowhere', ok: false },
  ])('$endpoint: $ok', async ({ endpoint, ok }) => {
    const { push, service } = await opened()
    const complaints = push.complaints({ endpoint, keys: service.keys })
    expect(complaints.map(({ path }) => path)).toEqual(ok ? [] : ['endpoint'])
  })

  it('is looked at again before each message, since settings change', async () => {
    const { push } = await opened([{ endpoint: 'http://127.0.0.1:1/inside' }])
    expect(await push.channel.send(delivery(), open)).toMatchObject({ status: 'refused' })
  })
})

it('ends what browsers subscribed to where the key was lost, since no service takes a message for them any more', async () => {
  const { subscribers, directory } = await opened()
  const options = { directory, contact, services: [], subscribers, clock: systemClock }
  await openPush(options)
  expect(subscribers.list()).toHaveLength(1)
  await rm(join(directory, 'push-key'))
  await openPush(options)
  expect(subscribers.list()).toEqual([])
})

it('keeps its key over a restart, for its owner alone', async () => {
  const directory = await freshDirectory()
  const { key } = await openVapid({ directory, contact })
  expect((await openVapid({ directory, contact })).key).toBe(key)
  expect((await stat(join(directory, 'push-key'))).mode & 0o777).toBe(0o600)
  expect(Buffer.from(key, 'base64url')).toHaveLength(65)
  expect(await readFile(join(directory, 'push-key'), 'utf8')).not.toContain(key)
})

it('makes its key anew where the first start was cut short, or the disk full, before it was written', async () => {
  const directory = await freshDirectory()
  await writeFile(join(directory, 'push-key'), '')
  const { key, isNew } = await openVapid({ directory, contact })
  expect(isNew).toBe(true)
  expect(await openVapid({ directory, contact })).toMatchObject({ key, isNew: false })
  expect((await stat(join(directory, 'push-key'))).mode & 0o777).toBe(0o600)
  expect(await readdir(directory)).toEqual(['push-key'])
})
