import type { Instant, Limit, Parameter, Site } from '@jernih/domain'
import type { LimitSet } from './limit-set.ts'
import { limitSet } from './load.ts'

/** The limits of one day at one site; the day runs `[from, to)` in the site's zone. */
export interface LimitDay {
  from: Instant
  to: Instant
  limits: readonly Limit[]
}

/** Days remembered for a site: today, and those that a late buffer still brings. */
const daysKept = 8

const remembered = new WeakMap<Site, LimitDay[]>()

/**
 * The limits that bind the outlet of `site` on the local day of `at`, at most one a parameter: the site's own permit
 * stands before the provincial rule, and that before the national one.
 */
export function limitsInForce(site: Site, at: Instant): readonly Limit[] {
  return limitDay(site, at).limits
}

/** {@link limitsInForce} with the span that the answer holds for, so that a caller need not ask for each reading. */
export function limitDay(site: Site, at: Instant): LimitDay {
  const days = remembered.get(site) ?? []
  const known = days.find((day) => at >= day.from && at < day.to)
  if (known) return known
  const start = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(site.zone).startOfDay()
  const day: LimitDay = {
    from: start.epochMilliseconds,
    to: start.add({ days: 1 }).epochMilliseconds,
    limits: limitsOn(site, start.toPlainDate().toString()),
  }
  remembered.set(site, [day, ...days].slice(0, daysKept))
  return day
}

function limitsOn(site: Site, day: string): Limit[] {
  const chosen = new Map<Parameter, Limit>()
  const inOrder = [...newestFirst(site.limits.permit), ...limitsOfSets(site, limitSet(site.limits.set), day)]
  for (const limit of inOrder) {
    if (isInForce(limit, day) && !chosen.has(limit.parameter)) chosen.set(limit.parameter, limit)
  }
  return [...chosen.values()]
}

/** Of the set in force on `day` among those that `set` replaced, then of the sets beneath it. */
function limitsOfSets(site: Site, set: LimitSet | undefined, day: string): Limit[] {
  if (!set) return []
  if (day < set.validFrom && set.replaces) return limitsOfSets(site, limitSet(set.replaces), day)
  const own = limitsOfSet(set, site.limits.dischargePerDay)
  return set.beneath ? [...own, ...limitsOfSets(site, limitSet(set.beneath), day)] : own
}

function limitsOfSet(set: LimitSet, dischargePerDay: number): Limit[] {
  const flowClass = set.flowClasses.findIndex((end) => end === null || dischargePerDay <= end)
  const ofClass = (side: number | number[] | undefined) => (Array.isArray(side) ? side[flowClass] : side)
  return Object.entries(set.limits).map(([parameter, row]) => {
    const low = ofClass(row.low)
    const high = ofClass(row.high)
    const note = [set.citation.note, row.note].filter((text) => text !== undefined).join(' ')
    return {
      parameter: parameter as Parameter,
      band: { ...(low !== undefined && { low }), ...(high !== undefined && { high }) },
      citation: { ...set.citation, ...(note !== '' && { note }) },
      validFrom: set.validFrom,
      ...(set.validTo !== undefined && { validTo: set.validTo }),
    }
  })
}

function newestFirst(permit: readonly Limit[]): Limit[] {
  return permit.toSorted((one, other) => (one.validFrom < other.validFrom ? 1 : -1))
}

function isInForce({ validFrom, validTo }: Pick<Limit, 'validFrom' | 'validTo'>, day: string): boolean {
  return validFrom <= day && (validTo === undefined || day < validTo)
}
