import { now } from './link/live.ts'
import type { Limit } from './link/wire.ts'
import { fieldWords } from './words/field.ts'
import { language } from './words/language.ts'
import { dayIn, localTime } from './zone-time.ts'

export { dayIn, localTime }

const zoneNames: Readonly<Record<string, string>> = {
  'Asia/Jakarta': 'WIB',
  'Asia/Pontianak': 'WIB',
  'Asia/Makassar': 'WITA',
  'Asia/Jayapura': 'WIT',
}

const locales = { id: 'id-ID', en: 'en-GB' } as const

export function locale(): string {
  return locales[language.value]
}

/** Beyond this a figure is written as 1,234E9: it would not fit, and its last digits mean nothing. */
const longest = 1e7
/** Counts, and what was written by people, may be longer before it. */
const longestWhole = 1e12

function formatScientific(value: number): string {
  return value.toLocaleString(locale(), { notation: 'scientific', maximumFractionDigits: 3 })
}

/** A measured value with the digits that its probe is good for. */
export function formatValue(value: number, decimals: number): string {
  if (Math.abs(value) >= longest) return formatScientific(value)
  const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals }
  // What rounds to nothing has no sign: no "-0,0".
  return value.toLocaleString(locale(), { ...digits, signDisplay: 'negative' })
}

/** A number as it is: `150`, `0,05`. */
export function formatNumber(value: number): string {
  if (Math.abs(value) >= longestWhole) return formatScientific(value)
  return value.toLocaleString(locale(), { maximumFractionDigits: 6 })
}

/** `WIB` for Asia/Jakarta; the offset where the zone has no such name. */
export function zoneName(zone: string): string {
  const named = zoneNames[zone]
  if (named) return named
  const parts = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'shortOffset' }).formatToParts()
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? zone
}

/**
 * `09.13.12 WIB`, with the day before it where that is not today: `23/11 09.13.12 WIB`, and the year where that is another. `at` is an
 * RFC 3339 time or Unix ms; `zone` the site's.
 */
export function formatTime(at: string | number, zone: string): string {
  const local = localTime(at, zone)
  const clock = local.slice(11, 19).replaceAll(':', language.value === 'id' ? '.' : ':')
  const today = dayIn(zone, now.value)
  const [year, month, day] = local.slice(0, 10).split('-')
  const date =
    local.slice(0, 10) === today ? '' : `${day}/${month}${year === today.slice(0, 4) ? '' : `/${year}`} `
  return `${date}${clock} ${zoneName(zone)}`
}

/** `24 November 2026`, of a day `2026-11-24`. */
export function formatDay(day: string): string {
  return new Date(`${day}T00:00:00Z`).toLocaleDateString(locale(), {
    timeZone: 'UTC',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  })
}

/** The two largest units: `12 dtk`, `3 mnt 5 dtk`, `2 jam 10 mnt`, `4 hari 2 jam`. */
export function formatAge(ageMs: number): string {
  const { units } = fieldWords()
  const seconds = Math.max(0, Math.floor(ageMs / 1_000))
  const minutes = Math.floor(seconds / 60)
  const hours = Math.floor(minutes / 60)
  const days = Math.floor(hours / 24)
  if (days > 0) return `${days} ${units.day} ${hours % 24} ${units.hour}`
  if (hours > 0) return `${hours} ${units.hour} ${minutes % 60} ${units.minute}`
  if (minutes > 0) return `${minutes} ${units.minute} ${seconds % 60} ${units.second}`
  return `${seconds} ${units.second}`
}

/** How long to wait, rounded up: `40 dtk`, `15 mnt`. */
export function formatWait(seconds: number): string {
  const { units } = fieldWords()
  return seconds < 60 ? `${Math.ceil(seconds)} ${units.second}` : `${Math.ceil(seconds / 60)} ${units.minute}`
}

/** `6–9`, `maks 150`, `min 6`. */
export function formatLimit({ low, high }: Pick<Limit, 'low' | 'high'>): string {
  const { atMost, atLeast } = fieldWords()
  if (low !== null && high !== null) return `${formatNumber(low)}–${formatNumber(high)}`
  if (high !== null) return `${atMost} ${formatNumber(high)}`
  return low === null ? '' : `${atLeast} ${formatNumber(low)}`
}

/** Where a limit is written: `Permen LH/BPLH 12/2025, Lampiran I`. */
export function formatCitation({ source, clause, verified }: Limit['citation']): string {
  return [source, clause, verified ? undefined : fieldWords().unverified].filter(Boolean).join(', ')
}
