import { ageOf, alarms, latestOf, now, seriesKey } from '../../link/live.ts'
import type { Alarm, Latest, Limit, Parameter, Point, Site } from '../../link/wire.ts'
import { standingOf } from '../../parts/freshness.ts'
import { shareOf } from '../../parts/limit-scale.ts'

// What the stream says of a site as a whole. All of it is looked up when the clock moves, which is twice a second, and not with each
// reading.

export interface Nearest {
  point: Point
  parameter: Parameter
  limit: Limit
  reading: Latest
  /** 1 on the limit, above 1 beyond. */
  share: number
}

/** The present reading that has gone most of the way to its limit; null where none has a limit. */
export function nearestOf(site: Site): Nearest | null {
  now.value
  let nearest: Nearest | null = null
  for (const { point, parameter, reading } of seriesOf(site)) {
    const { limit } = parameter
    if (!reading || !limit) continue
    const standing = standingOf(reading, { intervalSeconds: point.intervalSeconds, limit })
    if (standing === 'stale' || standing === 'failed') continue
    const share = shareOf(limit, reading.value)
    if (!nearest || share > nearest.share) nearest = { point, parameter, limit, reading, share }
  }
  return nearest
}

/** How old the oldest of the newest readings is, and how many series never had one. */
export function oldestOf(site: Site): { ageMs: number | null; neverHeard: number } {
  now.value
  const ages = seriesOf(site).flatMap(({ reading }) => (reading ? [ageOf(reading)] : []))
  const count = site.points.reduce((sum, { parameters }) => sum + parameters.length, 0)
  return { ageMs: ages.length > 0 ? Math.max(...ages) : null, neverHeard: count - ages.length }
}

export interface AlarmCounts {
  byPriority: Record<Alarm['priority'], number>
  withheld: number
  unacknowledged: number
}

export function countAlarms(site: string): AlarmCounts {
  const byPriority = { critical: 0, high: 0, medium: 0, low: 0 }
  let withheld = 0
  let unacknowledged = 0
  for (const alarm of alarms.value.values()) {
    if (alarm.site !== site) continue
    const isWithheld = (alarm.shelving ?? alarm.suppression ?? alarm.outOfService) !== null
    if (alarm.status === 'active' && isWithheld) withheld++
    else if (alarm.status === 'active') byPriority[alarm.priority]++
    if (['unacknowledged-active', 'returned-unacknowledged', 'latched'].includes(alarm.state))
      unacknowledged++
  }
  return { byPriority, withheld, unacknowledged }
}

function seriesOf(site: Site): { point: Point; parameter: Parameter; reading: Latest | undefined }[] {
  return site.points.flatMap((point) =>
    point.parameters.map((parameter) => ({
      point,
      parameter,
      reading: latestOf(seriesKey({ site: site.id, point: point.id, parameter: parameter.parameter })).peek(),
    })),
  )
}
