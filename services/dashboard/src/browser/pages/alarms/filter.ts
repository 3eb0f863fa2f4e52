import type { Alarm } from '../../link/wire.ts'

export const priorities = ['critical', 'high', 'medium', 'low'] as const

/** What of the alarms is wanted; null for all. */
export interface Filter {
  site: string | null
  priority: Alarm['priority'] | null
  state: Alarm['state'] | null
}

export const states: readonly Alarm['state'][] = [
  'unacknowledged-active',
  'acknowledged-active',
  'latched',
  'returned-unacknowledged',
  'shelved',
  'suppressed-by-design',
  'out-of-service',
  'normal',
]

/** As the address keeps it; what makes no sense there filters nothing. */
export function parseFilter(query: URLSearchParams): Filter {
  return {
    site: query.get('site') || null,
    priority: priorities.find((each) => each === query.get('priority')) ?? null,
    state: states.find((each) => each === query.get('state')) ?? null,
  }
}

export function fits({ site, priority, state }: Filter, alarm: Pick<Alarm, keyof Filter>): boolean {
  return (
    (site === null || alarm.site === site) &&
    (priority === null || alarm.priority === priority) &&
    (state === null || alarm.state === state)
  )
}
