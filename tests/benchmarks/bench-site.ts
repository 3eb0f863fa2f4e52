import type { LoadClient } from '@jernih/load'
import type { StationProcess } from '../station/station-process.ts'

/** A site of `points` outlets for the load, and one more, `probe`, whose COD jumps over its limit and back while its alarms are timed. */
export function benchSite(points: number): Record<string, string> {
  const point = (id: string, parameters: string, rules = '') => `
  - id: ${id}
    name: { id: ${id}, en: ${id} }
    kind: outlet
    parameters: ${parameters}${rules}`
  const list = Array.from({ length: points }, (_, index) =>
    point(`p${index}`, '{ ph: {}, cod: {}, flow: {} }'),
  ).join('')
  const probe = point(
    'probe',
    '{ cod: { quality: { spike: { suspect: 1000, fail: 2000 }, ratePerMinute: 100000 } } }',
    `
    rules: { limit: { onDelaySeconds: instant, offDelaySeconds: instant, deadbandPercent: 0 } }`,
  )
  return {
    'bench.yaml': `id: bench
name: Bench
zone: Asia/Jakarta
limits: { set: permen-lh-bplh-12-2025, dischargePerDay: 2 }
points:${list}${probe}
`,
  }
}

/** An account for each point, so that each connection is a device of its own; a few at a time, as an operator would. */
export async function benchClients(station: StationProcess, count: number): Promise<LoadClient[]> {
  const clients: LoadClient[] = []
  for (let first = 0; first < count; first += 8) {
    const some = Array.from({ length: Math.min(8, count - first) }, (_, n) => benchClient(station, first + n))
    clients.push(...(await Promise.all(some)))
  }
  return clients
}

async function benchClient(station: StationProcess, index: number): Promise<LoadClient> {
  const { username, password } = await station.device('bench', `p${index}`)
  return { clientId: `load-${index}`, username, password, topic: `ipal/bench/p${index}/readings` }
}
