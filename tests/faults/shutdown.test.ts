import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { startStationProcess } from '../station/station-process.ts'
import { type Acknowledged, startPublisher } from './acknowledging-publisher.ts'
import { onePoint } from './one-point.ts'
import { expectStored } from './stored-readings.ts'

const rounds = 3
const publishers = 4
const mostMs = 10_000

it('R13: SIGTERM under load ends it in order within ten seconds, and what it acknowledged is all there', async () => {
  await using directory = await mkdtempDisposable(join(tmpdir(), 'jernih-sigterm-'))
  const acknowledged: Acknowledged = new Map()
  let at = Date.now() - 3_600_000
  let longestMs = 0

  for (let round = 1; round <= rounds; round++) {
    const station = await startStationProcess({ directory: directory.path, sites: onePoint })
    const before = acknowledged.size
    const load = await Promise.all(
      Array.from({ length: publishers }, async () =>
        startPublisher({
          port: station.mqttPort,
          site: 'fault',
          point: 'outlet',
          account: await station.device('fault', 'outlet'),
          inflight: 50,
          acknowledged,
          nextAt: () => at++,
        }),
      ),
    )
    await expect.poll(() => acknowledged.size - before, { timeout: 10_000 }).toBeGreaterThan(2_000)
    const began = performance.now()
    expect(await station.stop()).toBe(0)
    longestMs = Math.max(longestMs, performance.now() - began)
    for (const publisher of load) publisher.abandon()
  }
  expect(longestMs).toBeLessThan(mostMs)

  const station = await startStationProcess({ directory: directory.path })
  await expectStored(station, 'fault', 'outlet', acknowledged)
  console.info(
    `SIGTERM under load: ${acknowledged.size} acknowledged and kept, ended within ${Math.ceil(longestMs)} ms`,
  )
  expect(await station.stop()).toBe(0)
})
