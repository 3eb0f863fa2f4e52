import { api, ask } from '../../link/api.ts'

/** What the station says of sites as a whole, the worst first; of all, or of one. */
export function readOverview(signal: AbortSignal, query: { site?: string } = {}) {
  return ask(api.api.v1.overview.$get({ query }, { init: { signal } }))
}

/** One site of it. */
export type Told = Awaited<ReturnType<typeof readOverview>>[number]
