import type { Instant, Limit, Site } from '@jernih/domain'
import { limitsOn } from './limits-on.ts'

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
    limits: limitsOn(start.toPlainDate().toString(), site),
  }
  remembered.set(site, [day, ...days].slice(0, daysKept))
  return day
}
