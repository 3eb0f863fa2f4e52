import type { Site } from '../../link/wire.ts'

const key = 'jernih-site'

/** The one that was looked at last on this device, else the first; undefined where there is none. */
export function chosenSite(sites: readonly Site[]): Site | undefined {
  const remembered = localStorage.getItem(key)
  return sites.find(({ id }) => id === remembered) ?? sites[0]
}

export function rememberSite(id: string): void {
  if (localStorage.getItem(key) !== id) localStorage.setItem(key, id)
}
