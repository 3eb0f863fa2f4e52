import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Alarm } from '@jernih/domain'
import {
  phoneNumberId,
  startServer,
  telegramToken,
  type ServedWay as Way,
  type WayServer,
  servedWays as ways,
  whatsappToken,
} from '@jernih/herald/testing'
import mqtt from 'mqtt'
import { expect } from 'vitest'
import { startStationProcess } from '../station/station-process.ts'
import { type CuttingProxy, startCuttingProxy } from './cutting-proxy.ts'

/** Who is told by which way; the manager would be told of what stands for half an hour, which nothing here does. */
const told: Readonly<Record<Way, string>> = {
  email: 'Siti',
  telegram: 'Siti',
  whatsapp: 'Budi',
  webhook: 'Pusat data',
}
const manager = 'Kepala'

/** A plant whose alarms are told by every way, and the servers of these ways, which outlive the station. */
export interface ToldPlant {
  readonly proxies: Readonly<Record<Way, CuttingProxy>>
  /** Of the station that runs. */
  pid(): number
  kill(): void
  /** COD goes over its limit, and with the next call back: one transition. Ends once the reading is acknowledged, or the station dead. */
  publish(): Promise<void>
  /** Ends once the transition came to every server, or the station is dead. */
  arrived(): Promise<void>
  /** Ends once nothing waits any more, or the station is dead. */
  settled(): Promise<void>
  /**
   * Starts the station anew if it was killed, and publishes again what may not have been acknowledged. Then all must be told, the
   * retained alarm be as it stands, and the books balance (R3). Answers whether it was killed.
   */
  recover(): Promise<boolean>
  /** SIGTERM; then nothing may be lost, told in other words or under another key, or wait. Answers how many messages came again. */
  judge(): Promise<{ transitions: number; repeats: number }>
  close(): Promise<void>
}

/** `webhookPath` is where the program is told; see `busyPath`. */
export async function startToldPlant(webhookPath = '/alarms'): Promise<ToldPlant> {
  const directory = await mkdtemp(join(tmpdir(), 'jernih-told-'))
  const servers = await eachWay(startServer)
  // The bot asks all the time whether a button was pressed: that is no delivery.
  const isPoll = (first: string) => first.includes('/getUpdates')
  const proxies = await eachWay((way) => startCuttingProxy(Number(new URL(servers[way].url).port), isPoll))
  const given = { directory, environment: environmentFor(proxies) }
  let station = await startStationProcess({
    ...given,
    sites: sitesFor(`http://127.0.0.1:${proxies.webhook.port}${webhookPath}`),
  })
  const account = await station.device('told', 'outlet')
  let device = await connect()
  let payload = ''
  let transitions = 0
  let retained: Alarm | null = null

  async function connect(): Promise<mqtt.MqttClient> {
    const url = `mqtt://127.0.0.1:${station.mqttPort}`
    const client = await mqtt.connectAsync(url, { ...account, reconnectPeriod: 0 })
    client.on('error', () => undefined)
    client.on('message', (_, message) => {
      retained = JSON.parse(message.toString()) as Alarm
    })
    await client.subscribeAsync('ipal/told/outlet/alarms/cod-limit-high', { qos: 1 })
    return client
  }

  async function publish(): Promise<void> {
    const published = device.publishAsync('ipal/told/outlet/readings', payload, { qos: 1 })
    await Promise.race([published.catch(() => undefined), station.dead])
  }

  const isOver = () => transitions % 2 === 1

  async function isToldAll(): Promise<boolean> {
    const { items } = await station.api<{ items: { channel: Way; pending: number }[] }>('/api/v1/channels')
    // While it stands, the letter that would call the manager waits.
    return items.every(({ channel, pending }) => pending === (channel === 'email' && isOver() ? 1 : 0))
  }

  /** Ends with the station, too. */
  async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
    let isDead = false
    void station.dead.then(() => {
      isDead = true
    })
    await expect.poll(async () => isDead || (await holds()), { timeout: 30_000, interval: 5 }).toBe(true)
  }

  const plant: ToldPlant = {
    proxies,
    pid: () => station.pid,
    kill: () => void process.kill(station.pid, 'SIGKILL'),
    async publish() {
      transitions++
      payload = JSON.stringify({ at: Date.now(), readings: { cod: isOver() ? 300 : 50 } })
      await publish()
    },
    arrived: () => until(() => ways.every((way) => keysAt(servers[way]).length === transitions)),
    settled: () => until(isToldAll),
    async recover() {
      const wasKilled = await station.request('/readyz').then(
        () => false,
        () => true,
      )
      if (wasKilled) {
        await station.dead
        device.end(true)
        station = await startStationProcess(given)
        retained = null
        device = await connect()
        await publish()
      }
      await plant.arrived()
      await plant.settled()
      await until(() => retained?.status === (isOver() ? 'active' : 'cleared'))
      expect(await station.api('/api/v1/reconciliation')).toMatchObject({ balanced: true })
      for (const way of ways) proxies[way].letGo()
      return wasKilled
    },
    async judge() {
      if (isOver()) {
        await plant.publish()
        await plant.recover()
      }
      device.end(true)
      expect(await station.stop()).toBe(0)
      const messages = judge(join(directory, 'data/alarms.db'), { servers, transitions })
      return { transitions, repeats: messages - transitions * ways.length }
    },
    async close() {
      device.end(true)
      await station.stop('SIGKILL')
      for (const way of ways) await proxies[way].close()
      for (const way of ways) await servers[way].close()
      await rm(directory, { recursive: true })
    },
  }
  return plant
}

/** Answers how many messages came. */
function judge(
  path: string,
  { servers, transitions }: { servers: Readonly<Record<Way, WayServer>>; transitions: number },
): number {
  const file = new DatabaseSync(path, { readOnly: true })
  const column = (sql: string) =>
    file
      .prepare(sql)
      .all()
      .map((row) => String(Object.values(row)[0]))
  const ids = column('SELECT id FROM transition')
  const raised = column(`SELECT id FROM transition WHERE json ->> 'step' = 'raised'`)
  const keysIn = (state: string) => column(`SELECT key FROM outbox WHERE state = '${state}'`).sort()
  const letters = { sent: keysIn('sent'), expired: keysIn('expired') }
  const rows = column('SELECT count(*) FROM outbox')
  file.close()
  expect(ids).toHaveLength(transitions)
  expect(letters.sent).toEqual(ids.flatMap((id) => ways.map((way) => `${id}.${way}.${told[way]}`)).sort())
  expect(letters.expired).toEqual(raised.map((id) => `${id}.email.${manager}`).sort())
  expect(rows).toEqual([`${letters.sent.length + letters.expired.length}`])

  return ways.reduce((messages, way) => {
    const came = servers[way].came()
    const keyOf = (id: string) => (way === 'telegram' ? id : `${id}.${way}.${told[way]}`)
    expect(keysAt(servers[way]).sort()).toEqual(ids.map(keyOf).sort())
    expect(came.filter(({ key, about }) => key !== keyOf(about))).toEqual([])
    expect(new Set(came.map(({ same }) => same)).size).toBe(ids.length)
    return messages + came.length
  }, 0)
}

function keysAt(server: WayServer): string[] {
  return [...new Set(server.came().map(({ key }) => key))]
}

async function eachWay<T>(make: (way: Way) => Promise<T>): Promise<Record<Way, T>> {
  const made = await Promise.all(ways.map(async (way) => [way, await make(way)] as const))
  return Object.fromEntries(made) as Record<Way, T>
}

function environmentFor(proxies: Readonly<Record<Way, CuttingProxy>>): Record<string, string> {
  return {
    SMTP_URL: `smtp://127.0.0.1:${proxies.email.port}`,
    MAIL_FROM: 'jernih@plant.example',
    TELEGRAM_BOT_TOKEN: telegramToken,
    TELEGRAM_API_ROOT: `http://127.0.0.1:${proxies.telegram.port}`,
    WHATSAPP_TOKEN: whatsappToken,
    WHATSAPP_PHONE_NUMBER_ID: phoneNumberId,
    WHATSAPP_API_ROOT: `http://127.0.0.1:${proxies.whatsapp.port}/v26.0`,
    WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 'jernih').toString('base64')}`,
  }
}

function sitesFor(webhook: string): Record<string, string> {
  return {
    'told.yaml': `id: told
name: Told
zone: Asia/Jakarta
limits: { set: permen-lh-bplh-12-2025, dischargePerDay: 2 }
rules: { limit: { onDelaySeconds: instant, offDelaySeconds: instant } }
contacts:
  - { name: ${told.email}, role: operator, email: siti@example.org, telegram: 77 }
  - { name: ${told.whatsapp}, role: operator, whatsapp: "+6281234567890" }
  - { name: ${told.webhook}, role: officer, webhook: "${webhook}" }
  - { name: ${manager}, role: manager, email: kepala@example.org, notify: { afterMinutes: 30 } }
points:
  - { id: outlet, name: { id: Outlet, en: Outlet }, kind: outlet, intervalSeconds: 600, parameters: { cod: {} } }
`,
  }
}
