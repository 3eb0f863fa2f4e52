import { alarmOf } from '@jernih/alarm'
import type { Alarm, Instant, PointId, PointState, SiteId } from '@jernih/domain'
import type { Database } from '@jernih/runtime'
import { type ExcessNow, excessNow } from './excess.ts'
import { isFlowing } from './flowing.ts'
import type { Ledger } from './ledger.ts'
import { pointStanding } from './marks.ts'
import type { Plan } from './plan.ts'
import type { WatchedPoint } from './watched.ts'

/** What the watch knows of a site as a whole. */
export interface SiteNow {
  site: SiteId
  /** Active episodes, those that are kept from people too. */
  standing: readonly Alarm[]
  /** Episodes that want somebody's acknowledgement, ended ones too. */
  unacknowledged: number
  points: readonly PointNow[]
}

export interface PointNow {
  point: PointId
  doing: PointState
  /** Whether water leaves, as far as is known; null where the point does not say when it does. */
  flowing: boolean | null
  /** Beyond the limits since the site's midnight; empty where the point measures no flow. */
  excess: readonly ExcessNow[]
}

/** Every site that has a file, at `now`. */
export async function overviewOf(
  { plan, ledger, database }: { plan: Plan; ledger: Ledger; database: Database },
  now: Instant,
): Promise<SiteNow[]> {
  const rows = await database.all<{ site: SiteId; count: number }>(
    `SELECT site, count(*) AS count FROM alarm
     WHERE state IN ('unacknowledged-active', 'returned-unacknowledged', 'latched') GROUP BY site`,
  )
  const wanting = new Map(rows.map(({ site, count }) => [site, count]))
  const standing = Map.groupBy(
    Array.from(ledger.active(), ({ state }) => alarmOf(state)),
    ({ site }) => site,
  )
  const points = Map.groupBy(plan.points(), ({ site }) => site.id)
  return [...plan.sites.keys()].map((site) => ({
    site,
    standing: standing.get(site) ?? [],
    unacknowledged: wanting.get(site) ?? 0,
    points: (points.get(site) ?? []).map((point) => pointNow(point, now)),
  }))
}

function pointNow(watched: WatchedPoint, now: Instant): PointNow {
  const { point, weighed } = watched
  return {
    point: point.id,
    doing: pointStanding(watched, now).state,
    flowing: point.discharging ? isFlowing(watched, now) : null,
    excess: weighed.flatMap((series) => excessNow(watched, series, now) ?? []),
  }
}
