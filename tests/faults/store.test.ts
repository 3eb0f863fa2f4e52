import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hasServer, type Server, startInfluxd } from '@jernih/store/testing'
import mqtt from 'mqtt'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type StationProcess, startStationProcess } from '../station/station-process.ts'
import { type Fault, type FaultProxy, startFaultProxy } from './fault-proxy.ts'

const faults: Fault[] = [
  'refuses connections',
  'hangs',
  'answers 500',
  'answers 429 with Retry-After',
  'answers 401',
  'is slow',
  'answers by half a status line',
  'closes in the middle of its answer',
]
const points = faults.map((_, n) => `p${n}`)
const sites = {
  'fault.yaml': `id: fault
name: Fault
zone: Asia/Jakarta
limits: { set: permen-lh-bplh-12-2025, dischargePerDay: 2 }
points:${points.map((id) => `\n  - { id: ${id}, name: { id: ${id}, en: ${id} }, kind: outlet, parameters: { ph: {}, cod: {} } }`).join('')}
`,
}
/** Readings that come in a row. */
const stretch = 150
/** The longest that an alarm may take from the reading that proves it, in ms. */
const onTimeMs = 2_000

describe.runIf(hasServer('influxd', process.env))('an InfluxDB that', () => {
  let directory: Awaited<ReturnType<typeof mkdtempDisposable>>
  let influxd: Server
  let proxy: FaultProxy
  let station: StationProcess

  beforeAll(async () => {
    directory = await mkdtempDisposable(join(tmpdir(), 'jernih-faults-'))
    influxd = await startInfluxd({ directory: directory.path })
    proxy = await startFaultProxy(influxd.url)
    station = await startStationProcess({
      sites,
      environment: { STORE: 'influx1', INFLUX_URL: proxy.url, INFLUX_DATABASE: 'faults' },
    })
  })
  afterEach(() => proxy.heal())
  afterAll(async () => {
    expect(await station?.stop()).toBe(0)
    await proxy?.close()
    await influxd?.stop()
    await directory?.remove()
  })

  const books = () => station.api('/api/v1/reconciliation')

  it.each(faults.map((fault, n) => ({ fault, point: `p${n}` })))(
    'R6: $fault: all is acknowledged, alarms are on time, and it is caught up with by itself',
    async ({ fault, point }) => {
      const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${station.mqttPort}`, {
        ...(await station.device('fault', point)),
        reconnectPeriod: 0,
      })
      const acknowledged = new Map<number, number>()
      const now = Date.now()
      let at = now - 3_600_000

      async function publish(readings: Record<string, number>, measuredAt: number): Promise<void> {
        const payload = JSON.stringify({ at: measuredAt, readings })
        await client.publishAsync(`ipal/fault/${point}/readings`, payload, { qos: 1 })
      }
      async function publishCod(count: number): Promise<void> {
        const row = Array.from({ length: count }, () => ({ at: at++, value: 90 + (at % 100) / 10 }))
        await Promise.all(row.map((reading) => publish({ cod: reading.value }, reading.at)))
        for (const reading of row) acknowledged.set(reading.at, reading.value)
      }

      await proxy.begin(fault)
      await publishCod(stretch)
      if (fault !== 'refuses connections')
        await expect.poll(() => proxy.met(), { timeout: 5_000 }).toBeGreaterThan(0)
      if (fault !== 'is slow')
        expect(await books()).toMatchObject({ balanced: true, pending: stretch, rejected: 0 })

      // Longer apart than the on-delay of 60 s, by the device's clock.
      await publish({ ph: 10.9 }, now - 61_000)
      await publish({ ph: 11.1 }, now)
      const active = '/api/v1/alarms?status=active&site=fault'
      await expect
        .poll(() => station.api(active), { timeout: onTimeMs, interval: 50 })
        .toMatchObject({
          items: expect.arrayContaining([
            expect.objectContaining({ point, parameter: 'ph', kind: 'limit-high' }),
          ]),
        })
      await publishCod(stretch)
      if (fault === 'is slow') expect(await books()).toMatchObject({ balanced: true, rejected: 0 })
      else expect(await books()).toMatchObject({ balanced: true, pending: 2 * stretch + 2, rejected: 0 })

      await proxy.heal()
      await expect.poll(books, { timeout: 15_000 }).toMatchObject({ balanced: true, pending: 0 })
      expect(await storedIn(influxd, point, 'cod')).toEqual([...acknowledged])
      expect(await storedIn(influxd, point, 'ph')).toEqual([
        [now - 61_000, 10.9],
        [now, 11.1],
      ])
      await client.endAsync()
    },
  )
})

/** Every reading of a series, in order of time, as InfluxDB itself tells it. */
async function storedIn({ url }: Server, point: string, parameter: string): Promise<unknown[][]> {
  const query = `SELECT value FROM reading WHERE "point"='${point}' AND parameter='${parameter}'`
  const response = await fetch(`${url}/query?db=faults&epoch=ms&q=${encodeURIComponent(query)}`)
  const { results } = (await response.json()) as { results: { series?: { values: unknown[][] }[] }[] }
  return results[0]?.series?.[0]?.values ?? []
}
