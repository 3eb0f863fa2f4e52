import { type AlarmRule, type AlarmState, normalState, type Threshold } from '@jernih/alarm'
import type {
  AlarmKind,
  Flag,
  Instant,
  Latest,
  Parameter,
  Point,
  PointId,
  PointState,
  Site,
  SiteId,
  SuppressionCause,
  Way,
} from '@jernih/domain'
import type { Excess } from '@jernih/windows'
import type { Lateness } from './clock-skew.ts'
import type { Gap } from './coverage.ts'
import type { Mark } from './marks.ts'
import { priorities } from './priorities.ts'
import { type PointRules, pointRules, type SeriesRules, seriesRules } from './rules.ts'
import type { SeriesWindows } from './windows.ts'

/** The moment in the journal at which something is decided. */
export interface Moment {
  at: Instant
  offset: number
}

/** One alarm being watched. `threshold` is null where it is not a value that decides, or no limit is in force. */
export interface Slot {
  rule: AlarmRule
  threshold: Threshold | null
  state: AlarmState
}

/** In the order of judging: a limit that is active speaks for its approach. */
export const limitKinds = [
  'limit-high',
  'limit-low',
  'standing-high',
  'standing-low',
  'approaching-high',
  'approaching-low',
] as const satisfies AlarmKind[]
export type LimitKind = (typeof limitKinds)[number]

/** One parameter at one point: its newest reading, and its alarms. Changed in place, for this is the hot path. */
export interface WatchedSeries {
  /** The series' row in the database, and whether it is there yet. */
  id: number
  stored: boolean
  site: SiteId
  point: PointId
  parameter: Parameter
  rules: SeriesRules
  /** The newest reading by {@link measuredAt}; `at` is as the device says, and {@link never} before the first. */
  at: Instant
  receivedAt: Instant
  value: number
  flag: Flag
  tests: string
  /** When the newest reading that counts for the limits was measured, by our clock where the device's is ahead. */
  countedAt: Instant
  /** The site's local day for which `limits` hold, `[from, to)`. */
  day: { from: Instant; to: Instant }
  limits: Map<LimitKind, Slot>
  sensorFailed: Slot
  noData: Slot
  windows: SeriesWindows | null
  /** What left beyond the limit today; null before anything was measured of it. */
  excess: Excess | null
  /** Nothing to say: every alarm is normal, and stays so for a reading that counts within `[calmLow, calmHigh]`. */
  calm: boolean
  calmLow: number
  calmHigh: number
  /** Already noted in this step, and since the last write to disk. */
  told: boolean
  dirty: boolean
}

/** Points that lose their power together; the alarm stands at the first. */
export interface Supply {
  cut: Slot
  points: readonly WatchedPoint[]
}

/** One point: what its device says of itself, and its series. */
export interface WatchedPoint {
  site: Site
  point: Point
  rules: PointRules
  series: Map<Parameter, WatchedSeries>
  deviceOffline: Slot
  clockSkew: Slot
  /** Of the supply whose first point this is. */
  powerCut: Slot
  supply: Supply | null
  /** The parameters whose load the point's flow makes. */
  loads: readonly Parameter[]
  /** The series of which it is weighed what leaves beyond the limit. */
  weighed: readonly WatchedSeries[]
  /** When the newest of its readings was measured, by our clock where the device's is ahead. */
  newestAt: Instant
  memory: PointMemory
}

/** What is remembered of a point beside its alarms. */
export interface PointMemory {
  /** Since when silence counts: when it was first configured, or said that it runs again. */
  expectedSince: Instant
  /** By the device's word, or that of a person who let it run in its place. */
  doing: { state: PointState; since: Instant; person?: { by: string; reason: string | null } }
  /** What a person said last; null where nobody ever did. */
  mark: Mark | null
  /** The broker has a device of it. */
  connected: boolean
  /** The last calibration; `to` is null while it lasts. */
  calibration: { from: Instant; to: Instant | null } | null
  /** For which causes its alarms are suppressed by design. */
  suppressing: readonly SuppressionCause[]
  lateness: Lateness | null
  /** When water was last seen to leave; null where the point does not say when it does, or none did. */
  flowedAt: Instant | null
  /** Silences that may still be filled, oldest first. */
  gaps: readonly Gap[]
}

/**
 * Several ticks: with a longer time between two of them, we were not there (a full disk, a machine that was suspended). A time so far
 * before the last tick is one of a clock that was set back.
 */
export const absenceMs = 30_000

/** A cut is told before its symptoms are, which wait longer; and is over once a point has been heard for so long. */
const cutPatience = { onDelayMs: 30_000, offDelayMs: 120_000 }

/** Before every reading. */
export const never: Instant = -8_640_000_000_000_000

export function createSlot(
  place: { site: SiteId; point: PointId; parameter: Parameter | null; way?: Way },
  kind: AlarmKind,
  how: Partial<Omit<AlarmRule, 'key' | 'priority'>>,
): Slot {
  const { site, point, parameter, way } = place
  const rule: AlarmRule = {
    key: { site, point, parameter, kind, ...(way && { way }) },
    priority: priorities[kind],
    limit: null,
    evidence: 'readings',
    worse: 'higher',
    silentMs: Number.POSITIVE_INFINITY,
    onDelayMs: 0,
    offDelayMs: 0,
    latches: false,
    ...how,
  }
  return { rule, threshold: null, state: normalState }
}

export function createPoint(site: Site, point: Point, now: Instant): WatchedPoint {
  const place = { site: site.id, point: point.id, parameter: null }
  return {
    site,
    point,
    rules: pointRules(site, point),
    series: new Map(),
    deviceOffline: createSlot(place, 'device-offline', { evidence: 'standing' }),
    clockSkew: createSlot(place, 'clock-skew', {
      evidence: 'standing',
      worse: 'farther',
      offDelayMs: 120_000,
    }),
    powerCut: createSlot(place, 'power-cut', { evidence: 'standing', ...cutPatience }),
    supply: null,
    loads: [],
    weighed: [],
    newestAt: never,
    memory: {
      expectedSince: now,
      doing: { state: 'running', since: never },
      mark: null,
      connected: false,
      calibration: null,
      suppressing: [],
      lateness: null,
      flowedAt: null,
      gaps: [],
    },
  }
}

export function createSeries({ site, point }: WatchedPoint, parameter: Parameter, id: number): WatchedSeries {
  const place = { site: site.id, point: point.id, parameter }
  return {
    id,
    stored: false,
    ...place,
    rules: seriesRules(site, point, parameter),
    at: never,
    receivedAt: never,
    value: 0,
    flag: 2,
    tests: '22222',
    countedAt: never,
    day: { from: 0, to: 0 },
    limits: new Map(),
    sensorFailed: createSlot(place, 'sensor-failed', {}),
    noData: createSlot(place, 'no-data', { evidence: 'standing' }),
    windows: null,
    excess: null,
    calm: true,
    calmLow: Number.NEGATIVE_INFINITY,
    calmHigh: Number.POSITIVE_INFINITY,
    told: false,
    dirty: false,
  }
}

/** When something was measured, by our clock where the device's is ahead: nothing is received before it is measured. */
export function measuredAt(at: Instant, receivedAt: Instant): Instant {
  return at < receivedAt ? at : receivedAt
}

export function latestOf({
  site,
  point,
  parameter,
  value,
  at,
  receivedAt,
  flag,
  tests,
}: WatchedSeries): Latest {
  return { site, point, parameter, value, at, receivedAt, flag, tests }
}

export function* slotsOf(point: WatchedPoint): Generator<Slot> {
  const { deviceOffline, clockSkew, powerCut, supply, series } = point
  yield deviceOffline
  yield clockSkew
  if (supply?.cut === powerCut) yield powerCut
  for (const { limits, windows, sensorFailed, noData } of series.values()) {
    yield* limits.values()
    if (windows) yield* windows.slots.values()
    yield sensorFailed
    yield noData
  }
}

export function isCalm(series: WatchedSeries): boolean {
  if (series.sensorFailed.state.status !== 'normal' || series.noData.state.status !== 'normal') return false
  for (const slot of series.limits.values()) if (slot.state.status !== 'normal') return false
  return true
}

/** That something was told of, or is not so any more: no reading. */
export function presence({ at, offset }: Moment, condition: 'normal' | 'violated') {
  return {
    kind: 'observed',
    at,
    offset,
    index: 0,
    condition,
    value: null,
    flag: null,
    excursion: null,
    believable: true,
    fresh: true,
  } as const
}
