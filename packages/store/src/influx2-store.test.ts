import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PointId, SiteId } from '@jernih/domain'
import { hasServer, type Server } from '@jernih/runtime/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Influx2Options, openInflux2Store } from './influx2-store.ts'
import { storeContract } from './store.contract.ts'
import { type StoredReading, StoreUnavailable } from './store.ts'
import { startVictoriaMetrics } from './testing/victoria-metrics.ts'

const start = Date.UTC(2025, 10, 24, 2)
const account = { org: 'dlh', bucket: 'jernih', token: 'any' }

describe.skipIf(!hasServer('victoria-metrics', process.env))(
  '/api/v2/write on a real VictoriaMetrics',
  () => {
    let directory: string
    let server: Server
    beforeAll(async () => {
      directory = await mkdtemp(join(tmpdir(), 'jernih-victoria-'))
      server = await startVictoriaMetrics({ directory })
    })
    afterAll(async () => {
      await server.stop()
      await rm(directory, { recursive: true })
    })

    /** What the server's own export tells, one line a field of a series. */
    async function exported(
      point: string,
    ): Promise<{ metric: Record<string, string>; values: number[]; timestamps: number[] }[]> {
      await fetch(`${server.url}/internal/force_flush`)
      const range = { 'match[]': `{point="${point}"}`, start: `${start / 1_000}` }
      const response = await fetch(`${server.url}/api/v1/export?${new URLSearchParams(range)}`)
      const lines = (await response.text()).split('\n').filter(Boolean)
      return lines.map((line) => JSON.parse(line))
    }

    it('arrives, with its tags, fields and times', async () => {
      const store = await openInflux2Store({ url: server.url, ...account })
      await store.write(readings('outlet', 3))
      await store.close()
      const tags = { parameter: 'ph', point: 'outlet', site: 'mojokerto-batik' }
      const timestamps = [start, start + 1_000, start + 2_000]
      const fields = await exported('outlet')
      expect(fields).toHaveLength(3)
      expect(fields).toEqual(
        expect.arrayContaining([
          { metric: { __name__: 'reading_value', ...tags }, values: [7.12, 8.12, 9.12], timestamps },
          { metric: { __name__: 'reading_flag', ...tags }, values: [1, 1, 1], timestamps },
          {
            metric: { __name__: 'reading_received', ...tags },
            values: timestamps.map((at) => at + 40),
            timestamps,
          },
        ]),
      )
    })

    it('arrives whole when it is large, compressed on its way', async () => {
      const store = await openInflux2Store({ url: server.url, ...account })
      await store.write(readings('inlet', 20_000))
      await store.close()
      const value = (await exported('inlet')).find(({ metric }) => metric['__name__'] === 'reading_value')
      expect(value?.timestamps).toHaveLength(20_000)
    })

    it('is unavailable while the server is away', async () => {
      const store = await openInflux2Store({ url: server.url, ...account })
      await server.stop()
      await expect(store.write(readings('outlet', 1))).rejects.toThrow(StoreUnavailable)
      await server.start()
      await store.write(readings('outlet', 1))
      await store.close()
      await expect(store.write(readings('outlet', 1))).rejects.toThrow(StoreUnavailable)
    })
  },
)

const { INFLUX2_URL, INFLUX2_TOKEN, INFLUX2_ORG = 'jernih', INFLUX2_BUCKET = 'jernih' } = process.env
if (INFLUX2_URL && INFLUX2_TOKEN) {
  const server: Influx2Options = {
    url: INFLUX2_URL,
    token: INFLUX2_TOKEN,
    org: INFLUX2_ORG,
    bucket: INFLUX2_BUCKET,
  }
  storeContract('InfluxDB 2.x', () => openInflux2Store(server))
} else {
  it.skip('the reading store, InfluxDB 2.x: NOT RUN, since INFLUX2_URL and INFLUX2_TOKEN name no server', () => {})
}

function readings(point: string, count: number): StoredReading[] {
  return Array.from({ length: count }, (_, index) => ({
    site: SiteId.parse('mojokerto-batik'),
    point: PointId.parse(point),
    parameter: 'ph',
    at: start + index * 1_000,
    value: 7.12 + index,
    flag: 1,
    received: start + index * 1_000 + 40,
    fresh: true,
  }))
}
