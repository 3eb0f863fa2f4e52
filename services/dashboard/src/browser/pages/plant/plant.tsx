import './plant.css'
import { sites } from '../../link/live.ts'
import type { Site } from '../../link/wire.ts'
import { Loading } from '../../parts/loading.tsx'
import { linkTo, route } from '../../route.ts'
import { shellWords } from '../../words/shell.ts'
import { chosenSite, rememberSite } from './chosen-site.ts'
import { Points } from './points.tsx'
import { words } from './words.ts'

/** One plant: what its points measure, and what is wrong there. */
export function Plant() {
  if (!sites.value) return <Loading />
  const asked = route.value.path[1]
  const site = asked === undefined ? chosenSite(sites.value) : sites.value.find(({ id }) => id === asked)
  if (asked !== undefined && !site) return <NoSuchSite id={asked} />
  if (!site) return <p class="empty">{words().noSites}</p>
  return <SitePlant key={site.id} site={site} />
}

function SitePlant({ site }: { site: Site }) {
  rememberSite(site.id)
  return (
    <>
      <header class="plant-heading">
        <h1>{site.name}</h1>
        {site.address && <p class="where">{site.address}</p>}
      </header>
      <Chooser current={site} />
      <Points site={site} />
    </>
  )
}

function Chooser({ current }: { current: Site }) {
  const all = sites.value ?? []
  if (all.length < 2) return null
  return (
    <nav class="site-chooser" aria-label={words().choose}>
      {all.map(({ id, name }) => (
        <a key={id} href={linkTo(['sites', id])} aria-current={id === current.id ? 'page' : undefined}>
          {name}
        </a>
      ))}
    </nav>
  )
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
