import type { AlarmKind, Instant } from '@jernih/domain'
import type { Episode } from './episode.ts'
import { quantile } from './quantile.ts'

/** One alarm with what makes it a bad actor. */
export interface Actor {
  /** `mojokerto-batik.outlet.cod-limit-high`. */
  id: string
  kind: AlarmKind
  episodes: number
  /** Of all episodes. */
  share: number
  /** How often an episode was the third within {@link nuisance.chatterMs}, or within {@link nuisance.repeatMs}. */
  chattering: number
  repeating: number
  /** Episodes that ended within {@link nuisance.fleetingMs}, with nobody having acknowledged them. */
  fleeting: number
  /** Nine in ten of the times from an end to the next beginning, where the alarm repeated, were no longer. */
  gapMs: number | null
  /** Nine in ten of the fleeting episodes were no longer. */
  fleetingMs: number | null
  /** Of those that still stand: until now. */
  medianActiveMs: number
  longestActiveMs: number
}

/**
 * Chattering: ISA-18.2 has three or more times in a minute as a first means to find the worst. The delays of our rules hide that, so
 * `repeatMs` casts the net wider. Fleeting: gone before anybody could have acted.
 */
export const nuisance = { chatterMs: 60_000, repeatMs: 900_000, fleetingMs: 300_000 } as const

interface Account {
  id: string
  kind: AlarmKind
  raises: [Instant, Instant]
  endedAt: Instant | null
  chattering: number
  repeating: number
  gaps: number[]
  fleeting: number[]
  active: number[]
}

/** Takes episodes by the time of raising, and tells of each alarm what it did, the most frequent first. */
export function createActors(now: Instant): { see(episode: Episode): void; actors(): Actor[] } {
  const accounts = new Map<string, Account>()
  let all = 0

  return {
    see({ alarm: id, kind, since, raisedAt, endedAt, acknowledgedAt }) {
      all += 1
      const known = accounts.get(id)
      const account = known ?? opened(id, kind)
      if (!known) accounts.set(id, account)
      const [twoBefore, before] = account.raises
      if (raisedAt - twoBefore < nuisance.chatterMs) account.chattering += 1
      if (raisedAt - twoBefore < nuisance.repeatMs) account.repeating += 1
      if (account.endedAt !== null && raisedAt - before < nuisance.repeatMs) {
        account.gaps.push(Math.max(0, since - account.endedAt))
      }
      const activeMs = (endedAt ?? now) - raisedAt
      account.active.push(activeMs)
      if (endedAt !== null && activeMs < nuisance.fleetingMs && (acknowledgedAt ?? endedAt) >= endedAt) {
        account.fleeting.push(activeMs)
      }
      account.raises = [before, raisedAt]
      account.endedAt = endedAt
    },
    actors: () =>
      Array.from(accounts.values(), (account) => actorOf(account, all)).sort(
        (one, other) => other.episodes - one.episodes || (one.id < other.id ? -1 : 1),
      ),
  }
}

function opened(id: string, kind: AlarmKind): Account {
  const raises: Account['raises'] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]
  return { id, kind, raises, endedAt: null, chattering: 0, repeating: 0, gaps: [], fleeting: [], active: [] }
}

function actorOf({ id, kind, chattering, repeating, gaps, fleeting, active }: Account, all: number): Actor {
  return {
    id,
    kind,
    episodes: active.length,
    share: active.length / all,
    chattering,
    repeating,
    fleeting: fleeting.length,
    gapMs: quantile(gaps, 0.9),
    fleetingMs: quantile(fleeting, 0.9),
    medianActiveMs: quantile(active, 0.5) ?? 0,
    longestActiveMs: quantile(active, 1) ?? 0,
  }
}
