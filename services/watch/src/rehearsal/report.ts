import type { AlarmKind, Instant, Parameter, Priority, Site } from '@jernih/domain'
import type { Busiest } from '../health/busiest.ts'

/** A site with one point, as its file has it and as it would be, over `[from, to)`. */
export interface RehearsalQuestion {
  present: Site
  changed: Site
  from: Instant
  to: Instant
}

/** `endedAt` is null where it still stands at the end of the span. */
export interface RehearsedEpisode {
  alarm: string
  kind: AlarmKind
  priority: Priority
  since: Instant
  raisedAt: Instant
  endedAt: Instant | null
  peak: number | null
}

/** What people would have been told. */
export interface RehearsedLoad {
  raised: number
  /** In any ten minutes. */
  busiest: Busiest | null
}

/** One episode under both rules. */
export interface Pair {
  before: RehearsedEpisode
  after: RehearsedEpisode
}

/** The first {@link mostListed} in the order of time; `count` is of all. */
export interface Some<T> {
  count: number
  items: T[]
}

/** How long a parameter was beyond its present limits, and while an alarm of that side stood that says so; in ms. */
export interface ViolationTime {
  parameter: Parameter
  totalMs: number
  toldBeforeMs: number
  toldAfterMs: number
  /** Told before and not after. */
  missedMs: number
  /** Told after and not before. */
  gainedMs: number
}

export interface RehearsalReport {
  readings: number
  before: RehearsedLoad
  after: RehearsedLoad
  /** Episodes of one alarm that overlap are the same one. Before: removed + kept. After: added + kept. */
  added: Some<RehearsedEpisode>
  removed: Some<RehearsedEpisode>
  /** Kept, and standing longer or shorter after. */
  longer: Some<Pair>
  shorter: Some<Pair>
  /** Kept, and standing as long. */
  unchanged: number
  violations: ViolationTime[]
}

/** Longest list that is answered. */
export const mostListed = 100
/** More than so many are nothing that anybody could work with. */
export const mostEpisodes = 100_000
