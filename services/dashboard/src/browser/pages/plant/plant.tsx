import './plant.css'
import { useComputed } from '@preact/signals'
import { formatTime } from '../../format.ts'
import { now, sites } from '../../link/live.ts'
import type { Site } from '../../link/wire.ts'
import { chosenSite, SiteChoice } from '../../parts/chosen-site.tsx'
import { Loading } from '../../parts/loading.tsx'
import { useRefresh } from '../../parts/refresh.ts'
import { useResource } from '../../parts/resource.ts'
import { linkTo, route } from '../../route.ts'
import { shellWords } from '../../words/shell.ts'
import { Completeness } from './completeness.tsx'
import { type PointMarks, readPointMarks } from './point-mark.tsx'
import { Points } from './points.tsx'
import { SiteAlarms } from './site-alarms.tsx'
import { Train } from './train.tsx'
import { words } from './words.ts'

const marksRefreshMs = 5_000
const noMarks: PointMarks = new Map()

/** One plant: the way of its water, what its points measure, what is wrong there, and until when its data are complete. */
export function Plant() {
  if (!sites.value) return <Loading />
  const site = chosenSite.value
  const asked = route.value.path[1]
  if (!site && asked !== undefined) return <NoSuchSite id={asked} />
  if (!site) return <p class="empty">{words().noSites}</p>
  return <SitePlant key={site.id} site={site} />
}

function SitePlant({ site }: { site: Site }) {
  const marks = useResource((signal) => readPointMarks(site.id, signal), [site.id])
  useRefresh(marks, marksRefreshMs)
  const known = marks.value ?? noMarks
  return (
    <>
      <header class="plant-heading">
        <h1>{site.name}</h1>
        <p class="where">
          {site.address && `${site.address} · `}
          <Clock zone={site.zone} />
        </p>
        <SiteChoice />
      </header>
      <div class="plant">
        <SiteAlarms site={site} />
        <Train site={site} marks={known} />
        <Points site={site} marks={known} />
        <Completeness site={site} />
      </div>
    </>
  )
}

/** The server's time, in the site's zone. */
function Clock({ zone }: { zone: string }) {
  return <span>{useComputed(() => formatTime(now.value, zone)).value}</span>
}

/** Also where its file was removed while it was looked at. */
function NoSuchSite({ id }: { id: string }) {
  const { noSuchSite, toOverview } = shellWords()
  return (
    <p class="empty" role="status">
      {noSuchSite(id)} <a href={linkTo([])}>{toOverview}</a>
    </p>
  )
}
