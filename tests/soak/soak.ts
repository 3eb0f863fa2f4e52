import { cp, mkdtempDisposable, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Acknowledged, type Publisher, startPublisher } from '../faults/acknowledging-publisher.ts'
import { storedReadings } from '../faults/stored-readings.ts'
import { peakMemoryMb, type StationProcess, startStationProcess } from '../station/station-process.ts'
import { faults, type Random } from './faults.ts'
import { memorySlope, type Sample, startSampling } from './samples.ts'

export interface SoakReport {
  minutes: number
  seed: number
  /** How often each fault struck. */
  faults: Record<string, number>
  acknowledged: number
  /** Acknowledged, and not in the store in the end, or there with another value. */
  lost: number
  samples: number
  /** Moments at which the books did not balance. */
  imbalances: number
  /** Readings; the most that were accepted and not stored yet. */
  mostPending: number
  peakMemoryMb: number
  /** Of the life that lasted longest, after its first minute; null where none lasted long enough. */
  memorySlopeMbPerHour: number | null
}

const points = Array.from({ length: 8 }, (_, index) => `p${index}`)
const site = 'soak'
const siteFile = `id: ${site}
name: Soak
zone: Asia/Jakarta
limits: { set: permen-lh-bplh-12-2025, dischargePerDay: 2 }
points:${points.map((id) => `\n  - { id: ${id}, name: { id: ${id}, en: ${id} }, kind: outlet, parameters: { cod: {} } }`).join('')}
`
/** How a life of the station ends, in turn. */
const endings = ['SIGKILL', 'SIGTERM'] as const
const warmUpSeconds = 60

/** Runs the virtual IPAL and eight loggers for so long, ends the station now and then, and lets faults strike it in between. */
export async function soak({ minutes, seed }: { minutes: number; seed: number }): Promise<SoakReport> {
  await using directory = await mkdtempDisposable(join(tmpdir(), 'jernih-soak-'))
  const sites = join(directory.path, 'sites')
  await cp(join(import.meta.dirname, '..', '..', 'sites'), sites, { recursive: true })
  await writeFile(join(sites, `${site}.yaml`), siteFile)
  const start = () => startStationProcess({ directory: directory.path, environment: { SIMULATOR: 'on' } })

  const random = createRandom(seed)
  const acknowledged = points.map((): Acknowledged => new Map())
  const struck: Record<string, number> = {}
  const lives: (readonly Sample[])[] = []
  const lifeMs = Math.max(30_000, (minutes * 60_000) / 6)
  const until = performance.now() + minutes * 60_000
  let peak = 0
  let at = Date.now() - 3_600_000
  const count = (name: string) => {
    struck[name] = (struck[name] ?? 0) + 1
  }

  let station = await start()
  const accounts = await Promise.all(points.map((point) => station.device(site, point)))

  function publish({ mqttPort: port }: StationProcess): Promise<Publisher[]> {
    return Promise.all(
      points.map((point, index) =>
        startPublisher({
          ...{ port, site, point, inflight: 2, pauseMs: 100 },
          account: accounts[index] ?? { username: '', password: '' },
          acknowledged: acknowledged[index] ?? new Map(),
          nextAt: () => at++,
        }),
      ),
    )
  }

  for (let life = 0; performance.now() < until; life++) {
    const publishers = await publish(station)
    const sampling = startSampling(station)
    const end = Math.min(until, performance.now() + lifeMs * (0.5 + random()))
    while (performance.now() < end) {
      await sleep(Math.min(5_000 + random() * 10_000, Math.max(0, end - performance.now())))
      const names = Object.keys(faults)
      const name = names[Math.floor(random() * names.length)] ?? ''
      count(name)
      await faults[name]?.(station, random)
    }
    lives.push(sampling.stop())
    peak = Math.max(peak, peakMemoryMb(station.pid))
    if (performance.now() < until) {
      const ending = endings[life % endings.length] ?? 'SIGTERM'
      count(ending)
      await station.stop(ending)
      for (const publisher of publishers) publisher.abandon()
      station = await start()
    } else for (const publisher of publishers) publisher.abandon()
  }

  const lost = await countLost(station, acknowledged)
  await station.stop()
  const samples = lives.flat()
  const longest = lives.toSorted((a, b) => b.length - a.length)[0] ?? []
  return {
    ...{ minutes, seed, faults: struck, lost },
    acknowledged: acknowledged.reduce((sum, { size }) => sum + size, 0),
    samples: samples.length,
    imbalances: samples.filter(({ balanced }) => !balanced).length,
    mostPending: Math.max(0, ...samples.map(({ pending }) => pending)),
    peakMemoryMb: peak,
    memorySlopeMbPerHour: memorySlope(longest, warmUpSeconds),
  }
}

/** Looks for each acknowledged reading, again and again for a minute while some are still on their way to the store. */
async function countLost(station: StationProcess, acknowledged: readonly Acknowledged[]): Promise<number> {
  let lost = 0
  for (let tries = 0; tries < 12; tries++) {
    lost = 0
    for (const [index, point] of points.entries()) {
      const stored = await storedReadings(station, site, point)
      for (const [time, value] of acknowledged[index] ?? []) if (stored.get(time) !== value) lost++
    }
    if (lost === 0) break
    await sleep(5_000)
  }
  return lost
}

/** mulberry32: small, and the same everywhere. */
function createRandom(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
