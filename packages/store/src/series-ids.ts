import type { Parameter, PointId, SeriesKey, SiteId } from '@jernih/domain'

/** The ids of series in the store. Found without making a string of the key: this is asked for each reading. */
export interface SeriesIds {
  get(key: SeriesKey): number | undefined
  set(key: SeriesKey, id: number): void
  /** 0 where there is none. */
  largest(): number
}

export function createSeriesIds(): SeriesIds {
  const sites = new Map<SiteId, Map<PointId, Map<Parameter, number>>>()
  let largest = 0
  return {
    get: ({ site, point, parameter }) => sites.get(site)?.get(point)?.get(parameter),
    set({ site, point, parameter }, id) {
      const points = sites.get(site) ?? new Map<PointId, Map<Parameter, number>>()
      const parameters = points.get(point) ?? new Map<Parameter, number>()
      sites.set(site, points.set(point, parameters.set(parameter, id)))
      largest = Math.max(largest, id)
    },
    largest: () => largest,
  }
}
