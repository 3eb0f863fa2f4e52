import type { PointId, SiteId } from './identifier.ts'
import type { Parameter } from './parameter.ts'
import type { SeriesKey } from './reading.ts'

/** A map by series, which finds a value without making a string of the key: it is asked for each reading. */
export interface SeriesMap<Value> {
  get(key: SeriesKey): Value | undefined
  set(key: SeriesKey, value: Value): void
}

export function createSeriesMap<Value>(): SeriesMap<Value> {
  const sites = new Map<SiteId, Map<PointId, Map<Parameter, Value>>>()
  return {
    get: ({ site, point, parameter }) => sites.get(site)?.get(point)?.get(parameter),
    set({ site, point, parameter }, value) {
      const points = sites.get(site) ?? new Map<PointId, Map<Parameter, Value>>()
      const parameters = points.get(point) ?? new Map<Parameter, Value>()
      sites.set(site, points.set(point, parameters.set(parameter, value)))
    },
  }
}
