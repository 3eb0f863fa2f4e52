import type { AlarmKind, Instant, LifeState, Priority, Site } from '@jernih/domain'

/** `[from, to)`, as it is known at `now`, with the operating positions among which the alarms are divided. */
export interface HealthWindow {
  from: Instant
  to: Instant
  now: Instant
  operators: number
}

/** One alarm, by its episodes in the window. */
export interface AlarmActor {
  id: string
  kind: AlarmKind
  episodes: number
  /** Of all episodes. */
  share: number
  /** How often an episode was the third within a minute, or within a quarter of an hour. */
  chattering: number
  repeating: number
  /** Episodes that were over within five minutes, with nobody having acknowledged them. */
  fleeting: number
  medianActiveMs: number
  longestActiveMs: number
}

/** What its figures say should be done about it. */
export interface AlarmAdvice {
  finding: 'sensor' | 'chattering' | 'repeating' | 'fleeting' | 'stale' | 'frequent' | 'none'
  longerBySeconds: number | null
  id: string
  en: string
}

/** The most alarms in any span of a length, and the first of them. */
interface Busiest {
  count: number
  from: Instant
}

/** A window's episodes, as people were told of them; what stands, now. */
export interface AlarmHealthReport {
  raised: number
  withheld: number
  priorities: Record<Priority, number>
  busiest: { tenMinutes: Busiest | null; hour: Busiest | null }
  floods: { from: Instant; to: Instant | null; raised: number; peak: number }[]
  floodCount: number
  floodMs: number
  acknowledgement: {
    acknowledged: number
    unacknowledged: number
    medianMs: number | null
    p90Ms: number | null
    longestMs: number | null
  }
  longestActiveMs: number | null
  days: { date: string; from: Instant; to: Instant; raised: number; floodMs: number }[]
  worst: (AlarmActor & { advice: AlarmAdvice })[]
  chattering: AlarmActor[]
  chatteringCount: number
  repeatingCount: number
  fleetingCount: number
  standing: number
  stale: { id: string; state: LifeState; priority: Priority; raisedAt: Instant }[]
  staleCount: number
  unacknowledged: { count: number; oldest: { id: string; raisedAt: Instant } | null }
  shelved: number
  suppressed: number
  outOfService: number
}

/** What the api asks of whoever looks after the alarm system itself. */
export interface AlarmHealthPort {
  /** `busy`: it took too long, or so many wait that this one is not looked at. */
  report(site: Site, window: HealthWindow): Promise<AlarmHealthReport | 'busy'>
}
