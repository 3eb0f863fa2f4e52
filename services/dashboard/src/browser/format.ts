import type { Limit } from './wire.ts'
import type { Language, Words } from './words.ts'

const zoneNames: Readonly<Record<string, string>> = {
  'Asia/Jakarta': 'WIB',
  'Asia/Pontianak': 'WIB',
  'Asia/Makassar': 'WITA',
  'Asia/Jayapura': 'WIT',
}

const locales = { id: 'id-ID', en: 'en-GB' } as const

export function formatValue(value: number, decimals: number, language: Language): string {
  return value.toLocaleString(locales[language], {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  })
}

/** `09.13.12 WIB`, with the day before it where that is not `today` (`2026-11-24`). `at` is local to the site already. */
export function formatTime(at: string, options: { zone: string; today: string; language: Language }): string {
  const { zone, today, language } = options
  const clock = at.slice(11, 19).replaceAll(':', language === 'id' ? '.' : ':')
  const name = zoneNames[zone] ?? at.slice(19).replace(/^\.\d+/, '')
  const day = at.slice(0, 10) === today ? '' : `${at.slice(8, 10)}/${at.slice(5, 7)} `
  return `${day}${clock} ${name}`
}

/** The calendar day at the site, `2026-11-24`. */
export function dayIn(zone: string, now: number): string {
  return new Date(now).toLocaleDateString('sv-SE', { timeZone: zone })
}

/** The two largest units: `12 dtk`, `3 mnt 5 dtk`, `2 jam 10 mnt`, `4 hari 2 jam`. */
export function formatAge(ageMs: number, { units }: Words): string {
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
export function formatWait(seconds: number, { units }: Words): string {
  return seconds < 60 ? `${Math.ceil(seconds)} ${units.second}` : `${Math.ceil(seconds / 60)} ${units.minute}`
}

/** `6–9`, `maks 150`, `min 6`. */
export function formatLimit(
  { low, high }: Limit,
  { text, language }: { text: Words; language: Language },
): string {
  const plain = (value: number) => value.toLocaleString(locales[language])
  if (low !== null && high !== null) return `${plain(low)}–${plain(high)}`
  if (high !== null) return `${text.atMost} ${plain(high)}`
  return low === null ? '' : `${text.atLeast} ${plain(low)}`
}
