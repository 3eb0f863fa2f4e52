import { computed, effect } from '@preact/signals'
import { sites } from '../link/live.ts'
import { goTo, linkTo, route } from '../route.ts'
import { fieldWords } from '../words/field.ts'
import { Choice } from './field.tsx'

const key = 'jernih-site'

/**
 * The site that a page is about: the one in the address (`#/sites/{id}`, `?site={id}`), else the one that was looked at last, else the
 * first. Undefined while there is none.
 */
export const chosenSite = computed(() => {
  const { path, query } = route.value
  const named = (path[0] === 'sites' ? path[1] : undefined) ?? query.get('site')
  const known = sites.value ?? []
  if (named) return known.find(({ id }) => id === named)
  const remembered = localStorage.getItem(key)
  return known.find(({ id }) => id === remembered) ?? known[0]
})

effect(() => {
  const { path, query } = route.value
  const isNamed = (path[0] === 'sites' && path.length > 1) || query.has('site')
  if (isNamed && chosenSite.value) localStorage.setItem(key, chosenSite.value.id)
})

/** Chooses among the sites, where there are several, and stays on the page. */
export function SiteChoice() {
  const known = sites.value ?? []
  const site = chosenSite.value
  if (!site || known.length < 2) return null
  return (
    <Choice
      label={fieldWords().site}
      value={site.id}
      options={known.map(({ id, name }) => ({ value: id, text: name }))}
      onChoose={(id) => {
        const { path, query } = route.value
        if (path[0] === 'sites') goTo(linkTo(['sites', id]))
        else goTo(linkTo(path, { ...Object.fromEntries(query), site: id }))
      }}
    />
  )
}
