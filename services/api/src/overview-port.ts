import type { Alarm, Instant, Parameter, PointId, PointState, SiteId } from '@jernih/domain'

/** What left a point beyond one limit since `since`, the site's midnight. */
export interface ExcessNow {
  parameter: Parameter
  since: Instant
  /** At least. */
  kg: number
  /** Water flowed, or may have, and was not measured. */
  unmeasuredMs: number
  /** Readings that came too late to be part of it. */
  lateReadings: number
}

export interface PointNow {
  point: PointId
  doing: PointState
  /** Whether water leaves, as far as is known; null where the point does not say when it does. */
  flowing: boolean | null
  /** Empty where the point measures no flow. */
  excess: readonly ExcessNow[]
}

/** What the watch knows of a site as a whole. */
export interface SiteNow {
  site: SiteId
  /** Active episodes, those that are kept from people too. */
  standing: readonly Alarm[]
  /** Episodes that want somebody's acknowledgement, ended ones too. */
  unacknowledged: number
  points: readonly PointNow[]
}

/** Up to when nothing is missing of what a point measures, by its interval: the screen tells it. */
export interface PointCoverage {
  site: SiteId
  point: PointId
  /** Null before the first reading. */
  newestAt: Instant | null
  /** Silences that have not been filled, oldest first: a device with a buffer still may. */
  gaps: readonly { from: Instant; to: Instant }[]
}

/** What the api asks of the watch for whoever looks at many sites. */
export interface OverviewPort {
  /** Every site that has a file, at `now`. */
  overview(now: Instant): Promise<readonly SiteNow[]>
  coverage(): readonly PointCoverage[]
}
