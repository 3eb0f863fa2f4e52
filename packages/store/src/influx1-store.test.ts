import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PointId, SiteId } from '@jernih/domain'
import { hasServer, type Server } from '@jernih/runtime/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openInflux1Store } from './influx1-store.ts'
import { storeContract } from './store.contract.ts'
import { BatchRefused, type StoredReading, StoreUnavailable } from './store.ts'
import { startInfluxd } from './testing/influxd.ts'

const reading: StoredReading = {
  site: SiteId.parse('mojokerto-batik'),
  point: PointId.parse('outlet'),
  parameter: 'ph',
  at: Date.UTC(2026, 10, 24, 2),
  value: 7.12,
  flag: 1,
  received: Date.UTC(2026, 10, 24, 2) + 40,
  fresh: true,
}
const range = { ...reading, from: reading.at, to: reading.at + 1, maxPoints: 10, resolution: 'raw' } as const

describe.skipIf(!hasServer('influxd', process.env))('on a real InfluxDB 1.x', () => {
  let directory: string
  let influxd: Server
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'jernih-influxd-'))
    influxd = await startInfluxd({ directory })
  })
  afterAll(async () => {
    await influxd.stop()
    await rm(directory, { recursive: true })
  })

  storeContract('InfluxDB 1.x', () => openInflux1Store({ url: influxd.url, database: 'contract' }))

  async function ask(database: string, q: string): Promise<unknown> {
    const query = new URLSearchParams({ db: database, epoch: 'ms', q })
    const response = await fetch(`${influxd.url}/query?${query}`, { method: 'POST' })
    return response.json()
  }

  it('writes the measurement, tags and fields of the contract', async () => {
    const store = await openInflux1Store({ url: influxd.url, database: 'shape' })
    await store.write([reading])
    await store.close()
    expect(await ask('shape', 'SELECT * FROM reading')).toMatchObject({
      results: [
        {
          series: [
            {
              columns: ['time', 'flag', 'parameter', 'point', 'received', 'site', 'value'],
              values: [[reading.at, 1, 'ph', 'outlet', reading.received, 'mojokerto-batik', 7.12]],
            },
          ],
        },
      ],
    })
    expect(await ask('shape', 'SHOW FIELD KEYS')).toMatchObject({
      results: [
        {
          series: [
            {
              values: [
                ['flag', 'integer'],
                ['received', 'integer'],
                ['value', 'float'],
              ],
            },
          ],
        },
      ],
    })
  })

  it('reads nothing before the database is made, and makes it again when somebody dropped it', async () => {
    const store = await openInflux1Store({ url: influxd.url, database: 'dropped' })
    expect((await store.read(range)).buckets).toEqual([])
    expect(await store.count()).toBe(0)
    await store.write([reading])
    await ask('dropped', 'DROP DATABASE dropped')
    await store.write([reading])
    expect(await store.count()).toBe(1)
    await store.close()
  })

  it('refuses a batch for the one point in it that InfluxDB will never take', async () => {
    const store = await openInflux1Store({ url: influxd.url, database: 'poison' })
    const beyond2262 = { ...reading, at: 9_300_000_000_000 }
    await expect(store.write([reading, beyond2262])).rejects.toThrow(BatchRefused)
    await store.write([reading])
    expect(await store.count()).toBe(1)
    await store.close()
  })

  it('is unavailable while the server is away, opens without it, and works when it is back', async () => {
    await influxd.stop()
    const store = await openInflux1Store({ url: influxd.url, database: 'away' })
    await expect(store.write([reading])).rejects.toThrow(StoreUnavailable)
    await expect(store.read(range)).rejects.toThrow(StoreUnavailable)
    await influxd.start()
    await store.write([reading])
    expect(await store.count()).toBe(1)
    await store.close()
  })
})

describe.skipIf(!hasServer('influxd', process.env))('on an InfluxDB 1.x that asks who one is', () => {
  let directory: string
  let influxd: Server
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'jernih-influxd-'))
    influxd = await startInfluxd({ directory, authenticated: true })
    const q = `CREATE USER officer WITH PASSWORD 'rahasia' WITH ALL PRIVILEGES`
    const made = await fetch(`${influxd.url}/query?${new URLSearchParams({ q })}`, { method: 'POST' })
    expect(made.status).toBe(200)
  })
  afterAll(async () => {
    await influxd.stop()
    await rm(directory, { recursive: true })
  })

  it('is let in with the password', async () => {
    const account = { username: 'officer', password: 'rahasia' }
    const store = await openInflux1Store({ url: influxd.url, database: 'jernih', ...account })
    await store.write([reading])
    expect(await store.count()).toBe(1)
    await store.close()
  })

  it('is unavailable, not refused, without it: somebody can mend that', async () => {
    const store = await openInflux1Store({ url: influxd.url, database: 'jernih' })
    await expect(store.write([reading])).rejects.toThrow(/401/)
    await expect(store.write([reading])).rejects.toThrow(StoreUnavailable)
    await expect(store.count()).rejects.toThrow(StoreUnavailable)
    await store.close()
  })
})
