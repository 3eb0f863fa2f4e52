import {
  alarmId,
  type Point,
  type PointId,
  type Priority,
  type Site,
  type SiteId,
  stationPoint,
} from '@jernih/domain'
import { weighedOf } from './excess.ts'
import { createFaultSlots, type FaultSlots } from './faults.ts'
import type { Ledger } from './ledger.ts'
import { closeSlot, setLimits } from './limit-slots.ts'
import { pointRules, seriesRules } from './rules.ts'
import { suppressAll } from './suppression.ts'
import {
  createPoint,
  createSeries,
  type Moment,
  type Slot,
  type Supply,
  slotsOf,
  type WatchedPoint,
  type WatchedSeries,
} from './watched.ts'
import { configureWindows, loadsOf } from './windows.ts'

/** Everything that is watched, as the sites' files say now. */
export interface Plan {
  sites: ReadonlyMap<SiteId, Site>
  point(site: SiteId, point: PointId): WatchedPoint | undefined
  points(): Iterable<WatchedPoint>
  supplies(): Iterable<Supply>
  /** Of Jernih itself, for each site's people. */
  faults(): Iterable<FaultSlots>
  /** The alarm of that id, such as `plant.outlet.cod-limit-high`. */
  slot(id: string): Slot | undefined
  /**
   * Takes a site's file, or its removal, as in force from `moment` on. Alarms whose rule is still there go on as they are,
   * under the new setting; those whose rule is gone end with a note. Nothing already past is judged again.
   */
  configure(id: SiteId, site: Site | null, moment: Moment): void
}

/** New series are numbered from `nextSeries` on. */
export function createPlan(ledger: Ledger, nextSeries = 1): Plan {
  const sites = new Map<SiteId, Site>()
  const watched = new Map<SiteId, Map<PointId, WatchedPoint>>()
  const supplies = new Map<SiteId, readonly Supply[]>()
  const faults = new Map<SiteId, FaultSlots>()

  function configure(id: SiteId, site: Site | null, moment: Moment): void {
    const before = watched.get(id) ?? new Map<PointId, WatchedPoint>()
    const after = new Map<PointId, WatchedPoint>()
    for (const point of site?.points ?? []) {
      if (site) after.set(point.id, takePoint(before.get(point.id), { site, point, moment }))
    }
    for (const [name, point] of before) if (!after.has(name)) removePoint(point, moment)
    if (site) {
      sites.set(id, site)
      watched.set(id, after)
      supplies.set(id, connect(site, { points: after, moment }))
      if (!faults.has(id)) faults.set(id, createFaultSlots(id))
    } else {
      sites.delete(id)
      supplies.delete(id)
      for (const slot of faults.get(id)?.values() ?? []) {
        removeSlot(slot, { ...moment, note: 'the site’s file was removed' })
      }
      faults.delete(id)
      watched.delete(id)
    }
    ledger.unsaved.sites.add(id)
  }

  /** Says to each point with which others it loses its power. */
  function connect(
    site: Site,
    { points, moment }: { points: ReadonlyMap<PointId, WatchedPoint>; moment: Moment },
  ): Supply[] {
    const named = site.supplies ?? [{ points: site.points.map(({ id }) => id) }]
    const groups = named.map((supply) =>
      supply.points.map((id) => points.get(id)).filter((one) => one !== undefined),
    )
    const connected = groups.flatMap(([first, ...others]): Supply[] =>
      first && others.length > 0 ? [{ cut: first.powerCut, points: [first, ...others] }] : [],
    )
    for (const point of points.values()) point.supply = null
    for (const supply of connected) for (const point of supply.points) point.supply = supply
    for (const { supply, powerCut } of points.values()) {
      if (supply?.cut === powerCut) continue
      closeSlot(ledger, powerCut, { ...moment, note: 'the supply was removed from the site’s file' })
    }
    return connected
  }

  function takePoint(known: WatchedPoint | undefined, given: { site: Site; point: Point; moment: Moment }) {
    const { site, point, moment } = given
    const watchedPoint = known ?? createPoint(site, point, moment.at)
    watchedPoint.site = site
    watchedPoint.point = point
    watchedPoint.rules = pointRules(site, point)
    const { deviceOffline, clockSkew, rules } = watchedPoint
    deviceOffline.rule.onDelayMs = rules.deviceOffline.onDelayMs
    setUrgency(deviceOffline, rules.deviceOffline)
    setUrgency(clockSkew, rules.clockSkew)
    watchedPoint.loads = loadsOf(watchedPoint)
    if (!known) ledger.unsaved.points.add(watchedPoint)

    for (const parameter of Object.keys(point.parameters) as (keyof typeof point.parameters)[]) {
      const series = watchedPoint.series.get(parameter) ?? createSeries(watchedPoint, parameter, nextSeries++)
      watchedPoint.series.set(parameter, series)
      configureSeries(watchedPoint, series)
      configureWindows(ledger, { point: watchedPoint, series }, moment)
      setLimits(ledger, { point: watchedPoint, series }, moment)
    }
    for (const [parameter, series] of watchedPoint.series) {
      if (point.parameters[parameter] === undefined) {
        removeSeries(series, moment)
        watchedPoint.series.delete(parameter)
      }
    }
    watchedPoint.weighed = weighedOf(watchedPoint)
    suppressAll(ledger, watchedPoint, moment)
    return watchedPoint
  }

  function removePoint(point: WatchedPoint, moment: Moment): void {
    const note = 'the point was removed from the site’s file'
    for (const slot of [point.deviceOffline, point.clockSkew, point.powerCut])
      removeSlot(slot, { ...moment, note })
    for (const series of point.series.values()) removeSeries(series, moment, note)
    ledger.unsaved.points.delete(point)
    ledger.unsaved.gonePoints.push(point)
  }

  function removeSeries(
    series: WatchedSeries,
    moment: Moment,
    note = 'the parameter was removed from the site’s file',
  ): void {
    const { limits, windows, sensorFailed, noData } = series
    const ofWindows = windows?.slots.values() ?? []
    for (const slot of [...limits.values(), ...ofWindows, sensorFailed, noData])
      removeSlot(slot, { ...moment, note })
    ledger.unsaved.goneSeries.push(series)
  }

  function removeSlot(slot: Slot, told: Moment & { note: string }): void {
    closeSlot(ledger, slot, told)
    ledger.forget(slot)
  }

  return {
    sites,
    point: (site, point) => watched.get(site)?.get(point),
    *points() {
      for (const points of watched.values()) yield* points.values()
    },
    *supplies() {
      for (const ofSite of supplies.values()) yield* ofSite
    },
    faults: () => faults.values(),
    slot(id) {
      const [site, point, name] = id.split('.')
      if (point === stationPoint) return faults.get(site as SiteId)?.get(`${name}`)
      const found = watched.get(site as SiteId)?.get(point as PointId)
      return found && slotsOf(found).find(({ rule }) => alarmId(rule.key) === id)
    },
    configure,
  }
}

function configureSeries({ site, point }: WatchedPoint, series: WatchedSeries): void {
  series.rules = seriesRules(site, point, series.parameter)
  series.sensorFailed.rule.silentMs = series.rules.noData.silentMs
  series.sensorFailed.rule.onDelayMs = series.rules.sensorFailed.onDelayMs
  series.sensorFailed.rule.offDelayMs = series.rules.sensorFailed.offDelayMs
  setUrgency(series.sensorFailed, series.rules.sensorFailed)
  series.noData.rule.onDelayMs = series.rules.noData.silentMs
  setUrgency(series.noData, series.rules.noData)
}

function setUrgency({ rule }: Slot, { latches, priority }: { latches: boolean; priority: Priority }): void {
  rule.latches = latches
  rule.priority = priority
}
