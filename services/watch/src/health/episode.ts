import type { Alarm, LifeState } from '@jernih/domain'

/** What the figures need of an episode. */
export interface Episode extends Pick<Alarm, 'id' | 'kind' | 'priority' | 'since' | 'raisedAt'> {
  /** The id of the alarm that it is an episode of: `mojokerto-batik.outlet.cod-limit-high`. */
  alarm: string
  endedAt: number | null
  acknowledgedAt: number | null
  /** Its state once it was raised; null where it was raised by a version that did not keep that. */
  raisedAs: LifeState | null
}

const withheld: ReadonlySet<LifeState> = new Set(['shelved', 'suppressed-by-design', 'out-of-service'])

/** Whether an alarm in that state is kept from people. What is withheld when it is raised is no load on them. */
export function isWithheld(state: LifeState | null): boolean {
  return state !== null && withheld.has(state)
}
