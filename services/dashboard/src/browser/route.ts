import { computed, signal } from '@preact/signals'

/** Where the screen is: `#/sites/mojokerto-batik?tab=history`. One document serves all of it, also to an installed app without a network. */
export interface Route {
  /** `['sites', 'mojokerto-batik']`; empty for the overview. */
  path: readonly string[]
  query: URLSearchParams
}

const hash = signal(location.hash)
addEventListener('hashchange', () => {
  hash.value = location.hash
})

export const route = computed<Route>(() => parseRoute(hash.value))

export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?')
  return { path: path.split('/').filter(Boolean).map(decode), query: new URLSearchParams(query) }
}

/** The address of a page, for `href`. */
export function linkTo(path: readonly string[], query: Readonly<Record<string, string>> = {}): string {
  const asked = new URLSearchParams(query).toString()
  return `#/${path.map(encodeURIComponent).join('/')}${asked ? `?${asked}` : ''}`
}

/** Goes there; `replace` leaves no step to go back to. */
export function goTo(href: string, { replace = false } = {}): void {
  if (replace) history.replaceState(null, '', href)
  else history.pushState(null, '', href)
  hash.value = location.hash
}

/** A mangled address is taken as it is written. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
