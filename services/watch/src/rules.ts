import {
  delayMs,
  type Parameter,
  type Point,
  type Priority,
  type RuleSettings,
  type Rules,
  ruleDefaults,
  type Site,
} from '@jernih/domain'
import type { SkewTolerance } from './clock-skew.ts'

/** How a point's own alarms behave. */
export interface PointRules {
  deviceOffline: Urgency & { onDelayMs: number }
  clockSkew: Urgency & SkewTolerance
  calibration: { maxMs: number }
}

/** How a series' alarms behave; delays in ms of event time. */
export interface SeriesRules {
  limit: Tuning
  approaching: Tuning & { share: number }
  /** Fresh is what would still be within `silentMs` one interval later: so much is between the beginning of silence and its end. */
  noData: Urgency & { silentMs: number; freshMs: number }
  sensorFailed: Patience
}

/** What an alarm asks of people. */
interface Urgency {
  latches: boolean
  priority: Priority
}

interface Patience extends Urgency {
  onDelayMs: number
  offDelayMs: number
}

interface Tuning extends Patience {
  /** Of the limit's value. */
  deadband: number
}

/** What the site's file says of a rule: the point's word stands before the site's. */
export function pointRules(site: Site, point: Point): PointRules {
  const { deviceOffline, clockSkew, calibration } = nearest([site.rules, point.rules])
  const aheadMs = milliseconds(clockSkew.toleranceSeconds)
  return {
    deviceOffline: {
      onDelayMs: delayMs(deviceOffline.onDelaySeconds),
      ...urgency(deviceOffline),
    },
    clockSkew: {
      aheadMs,
      behindMs: aheadMs + milliseconds(point.intervalSeconds),
      ...urgency(clockSkew),
    },
    calibration: { maxMs: milliseconds(calibration.maxMinutes * 60) },
  }
}

/** As {@link pointRules}, with the series' own word before the point's. */
export function seriesRules(site: Site, point: Point, parameter: Parameter): SeriesRules {
  const rules = nearest([site.rules, point.rules, point.parameters[parameter]?.rules])
  const intervalMs = milliseconds(point.intervalSeconds)
  const silentMs = rules.noData.intervals * intervalMs
  return {
    limit: tuning(rules.limit),
    approaching: { ...tuning(rules.approaching), share: rules.approaching.sharePercent / 100 },
    noData: {
      silentMs,
      freshMs: Math.max(silentMs - intervalMs, silentMs / 2),
      ...urgency(rules.noData),
    },
    sensorFailed: patience(rules.sensorFailed),
  }
}

/** Each part of each rule as the last of `layers` that names it has it. */
function nearest(layers: readonly (RuleSettings | undefined)[]): Rules {
  const rule = <K extends keyof Rules>(name: K): Rules[K] =>
    Object.assign({}, ruleDefaults[name], ...layers.map((layer) => layer?.[name]))
  return {
    limit: rule('limit'),
    approaching: rule('approaching'),
    noData: rule('noData'),
    sensorFailed: rule('sensorFailed'),
    deviceOffline: rule('deviceOffline'),
    clockSkew: rule('clockSkew'),
    calibration: rule('calibration'),
  }
}

function tuning(rule: Rules['limit']): Tuning {
  return { ...patience(rule), deadband: rule.deadbandPercent / 100 }
}

function patience(rule: Rules['sensorFailed']): Patience {
  return {
    onDelayMs: delayMs(rule.onDelaySeconds),
    offDelayMs: delayMs(rule.offDelaySeconds),
    ...urgency(rule),
  }
}

function urgency({ latch, priority }: { latch: boolean; priority: Priority }): Urgency {
  return { latches: latch, priority }
}

function milliseconds(seconds: number): number {
  return Math.round(seconds * 1_000)
}
