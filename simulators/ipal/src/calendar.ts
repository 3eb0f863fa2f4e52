/** How a day is worked. */
export interface WorkDay {
  /** Litres of waste water that the day's work makes. */
  litres: { low: number; high: number }
}

/** Which days are worked, and how much: null for a day off. The day is one of the site's own calendar. */
export type Calendar = (day: Temporal.PlainDate) => WorkDay | null

/**
 * A batik centre's year: Sundays and public holidays off, closed from two days before Idul Fitri to five after and quiet
 * around that, busiest in the month before Batik Day (2 October). 0.3 to 2 m³ on a working day.
 */
export const batikCalendar: Calendar = (day) => {
  const lebaran = daysFromLebaran(day)
  if (day.dayOfWeek === 7 || isHoliday(day) || (lebaran >= -2 && lebaran <= 5)) return null
  if (lebaran >= -9 && lebaran <= 16) return { litres: { low: 300, high: 650 } }
  if (day.month === 9 || (day.month === 10 && day.day === 1)) return { litres: { low: 1_200, high: 2_000 } }
  return { litres: { low: 500, high: 1_500 } }
}

/** Every day an ordinary working day: for demonstrations on a Sunday. */
export const everyDay: Calendar = () => ({ litres: { low: 500, high: 1_500 } })

/** Days since 1 Shawwal, negative before it, for the nearest one. */
function daysFromLebaran(day: Temporal.PlainDate): number {
  const islamic = inIslamicCalendar(day)
  return [-1, 0, 1]
    .map((years) => islamic.add({ years }).with({ monthCode: 'M10', day: 1 }).until(islamic).days)
    .reduce((nearest, days) => (Math.abs(days) < Math.abs(nearest) ? days : nearest))
}

/**
 * Indonesia's public holidays, computed: those on fixed days, Good Friday, Ascension, Imlek, and the Islamic ones by the
 * Umm al-Qura calendar, which may be a day off the government's sighting. Nyepi and Waisak are left out.
 */
function isHoliday(day: Temporal.PlainDate): boolean {
  if (fixed.has(day.toString().slice(5))) return true
  const easter = easterSunday(day.year)
  if (day.equals(easter.subtract({ days: 2 })) || day.equals(easter.add({ days: 39 }))) return true
  const lunar = day.withCalendar('chinese')
  if (lunar.monthCode === 'M01' && lunar.day === 1) return true
  const islamic = inIslamicCalendar(day)
  return movable.has(`${islamic.monthCode}-${islamic.day}`)
}

/** New Year, Labour Day, Pancasila Day, Independence Day, Christmas. */
const fixed = new Set(['01-01', '05-01', '06-01', '08-17', '12-25'])
/** Islamic New Year, Maulid, Isra Mi'raj, Idul Fitri (two days), Idul Adha. */
const movable = new Set(['M01-1', 'M03-12', 'M07-27', 'M10-1', 'M10-2', 'M12-10'])

function inIslamicCalendar(day: Temporal.PlainDate): Temporal.PlainDate {
  return day.withCalendar('islamic-umalqura')
}

/** The Gregorian computus of Meeus, Jones and Butcher. */
function easterSunday(year: number): Temporal.PlainDate {
  const a = year % 19
  const century = Math.floor(year / 100)
  const c = year % 100
  const g = Math.floor((8 * century + 13) / 25)
  const h = (19 * a + century - Math.floor(century / 4) - g + 15) % 30
  const l = (32 + 2 * (century % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7
  const m = Math.floor((a + 11 * h + 22 * l) / 451)
  const days = h + l - 7 * m + 114
  return Temporal.PlainDate.from({ year, month: Math.floor(days / 31), day: (days % 31) + 1 })
}
