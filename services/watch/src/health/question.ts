import type { SiteId } from '@jernih/domain'
import type { Actor } from './actors.ts'
import type { Standing } from './read-episodes.ts'
import type { Tally, Window } from './tally.ts'

export interface HealthQuestion extends Window {
  site: SiteId
}

/** What `alarms.db` says: of the window's episodes, and, from `standing` on, of what is now. */
export interface HealthFigures extends Omit<Tally, 'actors'> {
  /** The newest {@link mostListed}; `floodCount` is of all. */
  floods: Tally['floods']
  floodCount: number
  /** The ten most frequent alarms. */
  worst: Actor[]
  chattering: Actor[]
  chatteringCount: number
  repeatingCount: number
  /** Episodes. */
  fleetingCount: number
  /** Alarms that stand and are shown to people. */
  standing: number
  /** Those of them that stand for more than {@link staleMs}, the oldest first. */
  stale: Standing[]
  staleCount: number
  unacknowledged: { count: number; oldest: Pick<Standing, 'id' | 'raisedAt'> | null }
}

/** Longest list that is answered. */
export const mostListed = 100

/** ISA-18.2 takes an alarm for stale that stands for so long. */
export const staleMs = 86_400_000
