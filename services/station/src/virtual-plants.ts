import type { Site } from '@jernih/domain'
import type { Devices } from '@jernih/gateway'
import { createRandom, startSimulator } from '@jernih/ipal'
import { type Clock, type Closable, createScope, type Log } from '@jernih/runtime'
import type { Sites } from '@jernih/sites'
import { simulatedPoints } from './simulated-points.ts'
import { simulatorAccounts } from './simulator-accounts.ts'

/**
 * A virtual IPAL for each site, of its own seed, connected to the broker as any devices would be: one connection a point, each measuring
 * what the site's file says at the start, as often as it says.
 */
export async function startVirtualPlants(deps: {
  url: string
  directory: string
  sites: Sites
  devices: Devices | null
  clock: Clock
  log: Log
}): Promise<Closable> {
  const { url, directory, devices, clock, log } = deps
  const plants = deps.sites
    .all()
    .map((site) => ({ site, points: simulatedPoints(site) }))
    .filter(({ points }) => points.length > 0)
  const keys = plants.flatMap(({ points }) => points.map(({ key }) => key))
  if (plants.length === 0) log.warn('the virtual plant has no point to report for')
  const accounts = devices ? await simulatorAccounts(directory, devices, keys) : keys

  const scope = createScope(log)
  for (const { site, points } of plants) {
    scope.add(
      await startSimulator({
        url,
        credentials: accounts.filter((account) => account.site === site.id),
        points: points.map(({ simulated }) => simulated),
        ...{ zone: site.zone, seed: seedOf(site), clock, log },
      }),
    )
  }
  return scope
}

function seedOf({ id }: Site): number {
  return createRandom(1, id).integer(1, 2 ** 31)
}
