import './overview.css'
import { useSignalEffect } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { lastTransition, sites } from '../../link/live.ts'
import type { Site } from '../../link/wire.ts'
import { Failed } from '../../parts/failed.tsx'
import { Loading } from '../../parts/loading.tsx'
import { useRefresh } from '../../parts/refresh.ts'
import { useResource } from '../../parts/resource.ts'
import { readOverview, type Told } from './read-overview.ts'
import { SiteLine } from './site-line.tsx'
import { words } from './words.ts'

const refreshMs = 5_000
/** So long after an alarm's step it is asked again; steps often come together. */
const settleMs = 1_000

/** Every site in one line, the worst first. */
export function Overview() {
  const { title, noSites } = words()
  const told = useResource(readOverview, [])
  useRefresh(told, refreshMs)
  useReloadAfterAlarms(told.reload)
  if (!sites.value) return <Loading />
  return (
    <>
      <h1 class="overview-title">{title}</h1>
      {told.error !== null && <Failed error={told.error} retry={told.reload} />}
      {sites.value.length === 0 && <p class="empty">{noSites}</p>}
      <ul class="site-lines">
        {inOrder(sites.value, told.value ?? []).map(({ site, line }) => (
          <SiteLine key={site.id} site={site} told={line} />
        ))}
      </ul>
    </>
  )
}

/** As the server ranked them; of what it did not name yet nothing is known, and that comes first. */
function inOrder(all: readonly Site[], told: readonly Told[]): { site: Site; line: Told | undefined }[] {
  const rank = new Map(told.map((line, place) => [line.site, { line, place }]))
  return all
    .map((site) => ({ site, line: rank.get(site.id)?.line, place: rank.get(site.id)?.place ?? -1 }))
    .sort((one, other) => one.place - other.place)
}

function useReloadAfterAlarms(reload: () => void): void {
  const seen = useRef(lastTransition.peek())
  useSignalEffect(() => {
    if (lastTransition.value === seen.current) return
    seen.current = lastTransition.value
    const timer = setTimeout(reload, settleMs)
    return () => clearTimeout(timer)
  })
}
