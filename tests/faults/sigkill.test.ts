import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { type StationProcess, startStationProcess } from '../station/station-process.ts'
import { type Acknowledged, startPublisher } from './acknowledging-publisher.ts'

const kills = Number(process.env['JERNIH_KILLS'] ?? 50)
const points = ['p0', 'p1', 'p2', 'p3']
const sites = {
  'kill.yaml': `id: kill
name: Kill
zone: Asia/Jakarta
limits: { set: permen-lh-bplh-12-2025, dischargePerDay: 2 }
points:${points.map((id) => `\n  - { id: ${id}, name: { id: ${id}, en: ${id} }, kind: outlet, parameters: { cod: {} } }`).join('')}
`,
}

interface RawRange {
  buckets: { at: string; mean: number; count: number }[]
  next: string | null
}

it(`R1: every acknowledged reading survives ${kills} SIGKILLs at random moments, stored exactly once`, {
  timeout: 600_000,
}, async () => {
  await using directory = await mkdtempDisposable(join(tmpdir(), 'jernih-sigkill-'))
  let station = await startStationProcess({ directory: directory.path, sites })
  const accounts = await Promise.all(points.map((point) => station.device('kill', point)))
  const acknowledged = points.map((): Acknowledged => new Map())
  let at = Date.now() - 3_600_000
  const nextAt = () => at++

  for (let kill = 0; kill < kills; kill++) {
    const publishers = await Promise.all(
      points.map((point, n) =>
        startPublisher({
          port: station.mqttPort,
          site: 'kill',
          point,
          account: accounts[n] ?? { username: '', password: '' },
          inflight: 20,
          acknowledged: acknowledged[n] ?? new Map(),
          nextAt,
        }),
      ),
    )
    await sleep(20 + Math.random() * 300)
    await station.stop('SIGKILL')
    for (const publisher of publishers) publisher.abandon()
    station = await startStationProcess({ directory: directory.path })
  }

  const total = acknowledged.reduce((sum, { size }) => sum + size, 0)
  expect(total).toBeGreaterThan(kills * 100)
  await expect
    .poll(() => station.api('/api/v1/reconciliation'), { timeout: 60_000 })
    .toMatchObject({ pending: 0, balanced: true })
  for (const [n, point] of points.entries()) {
    const stored = await storedReadings(station, point)
    const lost = [...(acknowledged[n] ?? [])].filter(([time, value]) => stored.get(time) !== value)
    expect(lost).toEqual([])
  }
  expect(await station.stop()).toBe(0)
})

/** All readings of a point, page by page; fails where one time is told twice. */
async function storedReadings(station: StationProcess, point: string): Promise<Map<number, number>> {
  const stored = new Map<number, number>()
  const to = Date.now() + 3_600_000
  for (let from: string | null = '2000-01-01T00:00:00Z'; from !== null; ) {
    const query = new URLSearchParams({
      site: 'kill',
      point,
      parameter: 'cod',
      from,
      to: String(to),
      resolution: 'raw',
      maxPoints: '2000',
    })
    const page: RawRange = await station.api(`/api/v1/readings?${query}`)
    for (const { at, mean, count } of page.buckets) {
      expect([count, stored.has(Date.parse(at))]).toEqual([1, false])
      stored.set(Date.parse(at), mean)
    }
    from = page.next
  }
  return stored
}
