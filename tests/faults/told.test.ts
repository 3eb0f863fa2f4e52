import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { startSmtp } from '@jernih/herald/testing'
import mqtt from 'mqtt'
import { expect, it, onTestFinished } from 'vitest'
import { startStationProcess } from '../station/station-process.ts'

const kills = 6
const minuteMs = 60_000
const sites = {
  'told.yaml': `id: told
name: Told
zone: Asia/Jakarta
limits: { set: permen-lh-bplh-12-2025, dischargePerDay: 2 }
rules: { limit: { onDelaySeconds: instant, offDelaySeconds: instant } }
contacts:
  - { name: Siti, role: operator, email: siti@example.org }
points:
  - { id: outlet, name: { id: Outlet, en: Outlet }, kind: outlet, parameters: { cod: {} } }
`,
}

it(`R7: a station killed ${kills} times at random moments mails every transition of its alarms, repeats under the same Message-ID`, {
  timeout: 120_000,
}, async () => {
  await using directory = await mkdtempDisposable(join(tmpdir(), 'jernih-told-'))
  const smtp = await startSmtp()
  onTestFinished(smtp.close)
  const given = {
    directory: directory.path,
    environment: { SMTP_URL: smtp.url, MAIL_FROM: 'jernih@plant.example' },
  }
  let station = await startStationProcess({ ...given, sites })
  const account = await station.device('told', 'outlet')
  let at = Date.now() - 720 * minuteMs

  for (let kill = 0; kill < kills; kill++) {
    const device = await mqtt.connectAsync(`mqtt://127.0.0.1:${station.mqttPort}`, account)
    device.on('error', () => undefined)
    const publishing = publishWhile(device, () => (at += minuteMs))
    await sleep(200 + Math.random() * 800)
    await station.stop('SIGKILL')
    device.end(true)
    await publishing
    station = await startStationProcess(given)
  }

  await expect
    .poll(() => station.api('/api/v1/channels'), { timeout: 60_000 })
    .toMatchObject({
      items: [
        { channel: 'email', pending: 0, failed: 0, expired: 0 },
        { channel: 'push', pending: 0 },
      ],
    })
  expect(await station.stop()).toBe(0)

  const file = new DatabaseSync(join(directory.path, 'data/alarms.db'))
  const transitions = file
    .prepare('SELECT id FROM transition')
    .all()
    .map(({ id }) => `${id}.email.Siti`)
  const letters = file
    .prepare(`SELECT key, coalesce(bundle, key) AS message FROM outbox WHERE state = 'sent'`)
    .all()
  file.close()
  expect(transitions.length).toBeGreaterThan(kills)
  expect(letters.map(({ key }) => key).sort()).toEqual(transitions.sort())
  const ids = Map.groupBy(smtp.mails, ({ key }) => key)
  expect([...ids.keys()].sort()).toEqual([...new Set(letters.map(({ message }) => String(message)))].sort())
  for (const mails of ids.values()) expect(new Set(mails.map(({ id }) => id)).size).toBe(1)
})

/** COD that goes above its limit and back with each reading, until the connection ends. */
async function publishWhile(device: mqtt.MqttClient, nextAt: () => number): Promise<void> {
  for (let n = 0; device.connected; n++) {
    const payload = JSON.stringify({ at: nextAt(), readings: { cod: n % 2 === 0 ? 300 : 50 } })
    const published = device.publishAsync('ipal/told/outlet/readings', payload, { qos: 1 })
    await Promise.race([published, sleep(500)]).catch(() => undefined)
  }
}
