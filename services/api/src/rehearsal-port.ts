import type { AlarmKind, Instant, Parameter, Priority, Site } from '@jernih/domain'

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

export interface RehearsedLoad {
  raised: number
  busiest: { count: number; from: Instant } | null
}

export interface RehearsedPair {
  before: RehearsedEpisode
  after: RehearsedEpisode
}

/** The first hundred; `count` is of all. */
interface Some<T> {
  count: number
  items: T[]
}

/** How long a parameter was beyond its present limits, and while an alarm stood that says so; in ms. */
export interface ViolationTime {
  parameter: Parameter
  totalMs: number
  toldBeforeMs: number
  toldAfterMs: number
  missedMs: number
  gainedMs: number
}

export interface RehearsalReport {
  readings: number
  before: RehearsedLoad
  after: RehearsedLoad
  added: Some<RehearsedEpisode>
  removed: Some<RehearsedEpisode>
  longer: Some<RehearsedPair>
  shorter: Some<RehearsedPair>
  unchanged: number
  violations: ViolationTime[]
}

/** What the api asks of whoever plays rules over what was stored. */
export interface RehearsalPort {
  /** `busy`: another one is under way. `late`: it took too long. `too-many`: alarms beyond all use. `left`: by the signal. */
  rehearse(
    question: RehearsalQuestion,
    signal: AbortSignal,
  ): Promise<RehearsalReport | 'busy' | 'late' | 'too-many' | 'left'>
}
