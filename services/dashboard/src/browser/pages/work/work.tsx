import './work.css'
import { may } from '../../link/session.ts'
import { chosenSite, SiteChoice } from '../../parts/chosen-site.tsx'
import { Loading } from '../../parts/loading.tsx'
import { Tabs } from '../../parts/tabs.tsx'
import { route } from '../../route.ts'
import { Cloth } from './cloth.tsx'
import { Marks } from './marks.tsx'
import { Samples } from './samples.tsx'
import { words } from './words.ts'

/** What people enter at the plant: what a point is doing, what a laboratory found, how much cloth was finished. */
export function Work() {
  const { title, marks, samples, cloth, readOnly } = words()
  const site = chosenSite.value
  if (!site) return <Loading />
  const tab = route.value.path[1] ?? 'marks'
  const Tab = { marks: Marks, samples: Samples, cloth: Cloth }[tab] ?? Marks
  return (
    <>
      <div class="heading-row">
        <h1>{title}</h1>
        <SiteChoice />
      </div>
      <Tabs
        label={title}
        tabs={[
          { path: ['work', 'marks'], text: marks.title },
          { path: ['work', 'samples'], text: samples.title },
          { path: ['work', 'cloth'], text: cloth.title },
        ]}
      />
      {!may('operator') && <p class="soft">{readOnly}</p>}
      <Tab key={site.id} site={site} />
    </>
  )
}
