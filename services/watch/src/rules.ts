import type { Parameter, Point, RuleSettings, Site } from '@jernih/domain'

/** How a point's own alarms behave. */
export interface PointRules {
  deviceOffline: { onDelayMs: number }
  clockSkew: { toleranceMs: number }
}

/** How a series' alarms behave; delays in ms of event time. */
export interface SeriesRules {
  limit: Tuning
  approaching: Tuning & { share: number }
  noData: { silentMs: number }
  sensorFailed: Tuning
}

interface Tuning {
  /** Of the limit's value. */
  deadband: number
  onDelayMs: number
  offDelayMs: number
}

const defaults = {
  deadbandPercent: 2,
  onDelaySeconds: 60,
  offDelaySeconds: 120,
  sharePercent: 90,
  noDataIntervals: 3,
  skewToleranceSeconds: 60,
}

/** What the site's file says of a rule, the nearest word first: the point's, then the site's. */
export function pointRules(site: Site, point: Point): PointRules {
  const near = [point.rules, site.rules]
  return {
    deviceOffline: {
      onDelayMs: seconds(
        first(near, (rules) => rules.deviceOffline?.onDelaySeconds) ?? defaults.onDelaySeconds,
      ),
    },
    clockSkew: {
      toleranceMs: seconds(
        first(near, (rules) => rules.clockSkew?.toleranceSeconds) ?? defaults.skewToleranceSeconds,
      ),
    },
  }
}

/** As {@link pointRules}, with the series' own word before the point's. */
export function seriesRules(site: Site, point: Point, parameter: Parameter): SeriesRules {
  const near = [point.parameters[parameter]?.rules, point.rules, site.rules]
  const share = first(near, (rules) => rules.approaching?.sharePercent) ?? defaults.sharePercent
  const intervals = first(near, (rules) => rules.noData?.intervals) ?? defaults.noDataIntervals
  return {
    limit: tuning(near, 'limit'),
    approaching: { ...tuning(near, 'approaching'), share: share / 100 },
    noData: { silentMs: seconds(intervals * point.intervalSeconds) },
    sensorFailed: tuning(near, 'sensorFailed'),
  }
}

type Near = readonly (RuleSettings | undefined)[]

function tuning(near: Near, rule: 'limit' | 'approaching' | 'sensorFailed'): Tuning {
  const said = <K extends 'deadbandPercent' | 'onDelaySeconds' | 'offDelaySeconds'>(name: K) =>
    first(near, (rules) => rules[rule]?.[name]) ?? defaults[name]
  return {
    deadband: said('deadbandPercent') / 100,
    onDelayMs: seconds(said('onDelaySeconds')),
    offDelayMs: seconds(said('offDelaySeconds')),
  }
}

function first<T>(near: Near, pick: (rules: RuleSettings) => T | undefined): T | undefined {
  for (const rules of near) {
    const said = rules && pick(rules)
    if (said !== undefined) return said
  }
  return undefined
}

function seconds(count: number): number {
  return Math.round(count * 1_000)
}
