import type { InferResponseType } from 'hono/client'
import type { api } from '../../link/api.ts'
import type { Alarm } from '../../link/wire.ts'

/** An alarm as it stands, with an episode or without. */
export type Standing = InferResponseType<(typeof api.api.v1)['withheld-alarms']['$get'], 200>['items'][number]

/** A line of the list: an episode, or an alarm that is withheld and does not happen at present. */
export type Line = Alarm | Standing

export type Group = 'active' | 'returned' | 'withheld'

const ranks: Record<Alarm['priority'], number> = { critical: 0, high: 1, medium: 2, low: 3 }

const groups: Record<Alarm['state'], Group> = {
  'unacknowledged-active': 'active',
  'acknowledged-active': 'active',
  latched: 'active',
  'returned-unacknowledged': 'returned',
  normal: 'returned',
  shelved: 'withheld',
  'suppressed-by-design': 'withheld',
  'out-of-service': 'withheld',
}

export function isEpisode(line: Line): line is Alarm {
  return 'status' in line
}

/**
 * What wants somebody now, then what ended unseen, then what is kept from people: in each the gravest and newest first, and of what is
 * active first that which nobody is on. `withheld` are those that may have no episode.
 */
export function inOrder(alarms: Iterable<Alarm>, withheld: readonly Standing[]): Record<Group, Line[]> {
  const lines: Line[] = [...alarms]
  const known = new Set(lines.map(({ id }) => id))
  lines.push(...withheld.filter(({ episode }) => episode === null || !known.has(episode)))
  const sorted = lines.sort(
    (one, other) =>
      Number(isTaken(one)) - Number(isTaken(other)) ||
      ranks[one.priority] - ranks[other.priority] ||
      sinceOf(other) - sinceOf(one) ||
      one.id.localeCompare(other.id),
  )
  const of = (group: Group) => sorted.filter(({ state }) => groups[state] === group)
  return { active: of('active'), returned: of('returned'), withheld: of('withheld') }
}

function isTaken({ state }: Line): boolean {
  return state === 'acknowledged-active'
}

/** Unix ms; those without an episode stand last. */
function sinceOf(line: Line): number {
  return isEpisode(line) ? Date.parse(line.since) : 0
}
