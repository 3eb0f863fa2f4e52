import type { SiteId } from '@jernih/domain'
import type { Devices } from '@jernih/gateway'
import { type Simulator, startSimulator } from '@jernih/ipal'
import type { Clock, Log } from '@jernih/runtime'
import type { Sites } from '@jernih/sites'
import { simulatedPoints } from './simulated-points.ts'
import { simulatorAccounts } from './simulator-accounts.ts'

/** Whose sensors the virtual plant stands in for. */
const simulatedSite = 'mojokerto-batik' as SiteId
const seed = 1

/**
 * Connects the virtual IPAL to the broker as any device would be, one connection a point of the Mojokerto site, each measuring what
 * the site's file says at the start, as often as it says.
 */
export async function startVirtualPlant(deps: {
  url: string
  directory: string
  sites: Sites
  devices: Devices | null
  clock: Clock
  log: Log
}): Promise<Simulator> {
  const { url, directory, devices, clock, log } = deps
  const site = deps.sites.get(simulatedSite)
  const points = site ? simulatedPoints(site) : []
  if (points.length === 0) log.warn({ site: simulatedSite }, 'the virtual plant has no point to report for')
  const keys = points.map(({ key }) => key)
  const credentials = devices ? await simulatorAccounts(directory, devices, keys) : keys
  return startSimulator({
    url,
    credentials,
    points: points.map(({ simulated }) => simulated),
    ...(site && { zone: site.zone }),
    ...{ seed, clock, log },
  })
}
