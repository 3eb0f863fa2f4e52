import type { PointKey, SiteId } from '@jernih/domain'
import type { Devices } from '@jernih/gateway'
import { defaultPoints, type Simulator, startSimulator } from '@jernih/ipal'
import type { Clock, Log } from '@jernih/runtime'
import type { Sites } from '@jernih/sites'
import { simulatorAccounts } from './simulator-accounts.ts'

/** Whose sensors the virtual plant stands in for. */
const simulatedSite = 'mojokerto-batik'
const seed = 1

/** Connects the virtual IPAL to the broker as any device would be, one connection a point of the Mojokerto site. */
export async function startVirtualPlant(deps: {
  url: string
  directory: string
  sites: Sites
  devices: Devices | null
  clock: Clock
  log: Log
}): Promise<Simulator> {
  const { url, directory, devices, clock, log } = deps
  const points = pointsOf(deps.sites)
  if (points.length === 0) log.warn({ site: simulatedSite }, 'the virtual plant has no point to report for')
  const credentials = devices ? await simulatorAccounts(directory, devices, points) : points
  return startSimulator({ url, credentials, seed, clock, log })
}

function pointsOf(sites: Sites): PointKey[] {
  const site = sites.get(simulatedSite as SiteId)
  const simulated = new Set(defaultPoints.map(({ point }) => point))
  return (site?.points ?? [])
    .filter(({ id }) => simulated.has(id))
    .map(({ id }) => ({ site: simulatedSite as SiteId, point: id }))
}
