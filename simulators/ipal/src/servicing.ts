import type { Instant } from '@jernih/domain'

/** Monday. */
const serviceDay = 1
const serviceHour = 8

/** When the instruments were last cleaned and calibrated: Mondays at 08:00, by the site's own clock. Worked out once a week. */
export function createServicing(zone: string): (at: Instant) => Instant {
  let week = { from: 0, to: 0 }
  return (at) => {
    if (at < week.from || at >= week.to) week = weekOf(at, zone)
    return week.from
  }
}

/** The week between two services in which a moment lies. */
function weekOf(at: Instant, zone: string): { from: Instant; to: Instant } {
  const shifted = Temporal.Instant.fromEpochMilliseconds(at)
    .toZonedDateTimeISO(zone)
    .subtract({ hours: serviceHour })
  const monday = shifted.toPlainDate().subtract({ days: shifted.dayOfWeek - serviceDay })
  const serviceOf = (day: Temporal.PlainDate) =>
    day.toZonedDateTime({ timeZone: zone, plainTime: { hour: serviceHour } }).epochMilliseconds
  return { from: serviceOf(monday), to: serviceOf(monday.add({ days: 7 })) }
}
