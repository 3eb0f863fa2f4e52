import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { startStationProcess } from '../station/station-process.ts'
import { type Acknowledged, startPublisher } from './acknowledging-publisher.ts'
import { expectStored } from './stored-readings.ts'

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

it(`R1: every acknowledged reading survives ${kills} SIGKILLs at random moments, stored exactly once`, {
  timeout: 60_000 + kills * 4_000,
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
  for (const [n, point] of points.entries())
    await expectStored(station, 'kill', point, acknowledged[n] ?? new Map())
  expect(await station.api('/api/v1/reconciliation')).toMatchObject({ lost: 0, holes: 0 })
  expect(await station.stop()).toBe(0)
})
