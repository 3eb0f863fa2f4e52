import type { Instant } from '@jernih/domain'
import { createRecent } from './recent.ts'

/** The most alarms in any span of that length, and the first of them; the earliest such span where several are alike. */
export interface Busiest {
  count: number
  from: Instant
}

export function createBusiest(spanMs: number): { raise(at: Instant): void; found(): Busiest | null } {
  const recent = createRecent(spanMs)
  let busiest: Busiest | null = null
  return {
    raise(at) {
      while (recent.leave(at) !== null);
      recent.add(at)
      if (recent.size > (busiest?.count ?? 0)) busiest = { count: recent.size, from: recent.oldest ?? at }
    },
    found: () => busiest,
  }
}
