import type { AlarmKind } from '@jernih/domain'
import { type Actor, nuisance } from './actors.ts'
import { staleMs } from './question.ts'

/** What an alarm's figures say should be done about it, in Indonesian and English. */
export interface Advice {
  finding: 'sensor' | 'chattering' | 'repeating' | 'fleeting' | 'stale' | 'frequent' | 'none'
  /** By how much its off-delay (chattering, repeating) or its on-delay (fleeting) should be longer. */
  longerBySeconds: number | null
  id: string
  en: string
}

/** Alarms that tell of the sensor, its device or its link, not of the water. */
const ofSensor: ReadonlySet<AlarmKind> = new Set(['sensor-failed', 'no-data', 'device-offline', 'clock-skew'])

/** More is too much for one alarm: ISA-18.2 wants the ten most frequent together below 5 % of all. */
const frequentShare = 0.05

/** `offDelayMs`, of its rule now, is part of every episode's length though nothing was violated in it. */
export function advise(actor: Actor, offDelayMs: number): Advice {
  const finding = findingOf(actor)
  const longerBySeconds = longerBy(finding, actor, offDelayMs)
  return { finding, longerBySeconds, ...wording[finding](actor, longerBySeconds) }
}

/** The first that holds: what ends most of the noise stands before what ends less of it. */
function findingOf(actor: Actor): Advice['finding'] {
  const { kind, episodes, share, chattering, repeating, fleeting, longestActiveMs } = actor
  if (ofSensor.has(kind)) return episodes > 1 || longestActiveMs > staleMs ? 'sensor' : 'none'
  if (chattering > 0) return 'chattering'
  // The first two of a series repeat nothing.
  if (repeating > 0 && repeating * 2 >= episodes - 2) return 'repeating'
  if (fleeting > 1 && fleeting * 2 >= episodes) return 'fleeting'
  if (longestActiveMs > staleMs) return 'stale'
  return episodes > 2 && share > frequentShare ? 'frequent' : 'none'
}

function longerBy(
  finding: Advice['finding'],
  { gapMs, fleetingMs }: Actor,
  offDelayMs: number,
): number | null {
  switch (finding) {
    case 'chattering':
    case 'repeating':
      return halfMinutes(gapMs ?? 0)
    case 'fleeting':
      return halfMinutes((fleetingMs ?? 0) - offDelayMs)
    case 'sensor':
    case 'stale':
    case 'frequent':
    case 'none':
      return null
  }
}

/** Seconds, up to a whole half minute; at least one. */
function halfMinutes(ms: number): number {
  return Math.max(1, Math.ceil(ms / 30_000)) * 30
}

type Words = (actor: Actor, seconds: number | null) => { id: string; en: string }

const repeats: Words = ({ episodes }, seconds) => ({
  id: `${episodes} kejadian dengan jeda pendek: perpanjang tunda padam (off-delay) ${seconds} detik, atau perlebar deadband; sembilan dari sepuluh pengulangan menjadi satu kejadian.`,
  en: `${episodes} episodes after short gaps: lengthen the off-delay by ${seconds} s, or widen the deadband; nine in ten of the repeats become one episode.`,
})

const fleetingMinutes = nuisance.fleetingMs / 60_000

const wording: Record<Advice['finding'], Words> = {
  sensor: ({ episodes }) => ({
    id: `${episodes} kejadian: rawat sensor, perangkat dan sambungannya; pengaturan alarm bukan penyebabnya.`,
    en: `${episodes} episodes: have the sensor, its device and its link seen to; the alarm's settings are not the cause.`,
  }),
  chattering: repeats,
  repeating: repeats,
  fleeting: ({ fleeting, episodes }, seconds) => ({
    id: `${fleeting} dari ${episodes} kejadian hilang dalam ${fleetingMinutes} menit tanpa tindakan: perpanjang tunda nyala (on-delay) ${seconds} detik.`,
    en: `${fleeting} of ${episodes} episodes were gone within ${fleetingMinutes} minutes, and nobody had acted: lengthen the on-delay by ${seconds} s.`,
  }),
  stale: ({ longestActiveMs }) => {
    const hours = Math.floor(longestActiveMs / 3_600_000)
    return {
      id: `Menyala ${hours} jam: tinjau batasnya, atau kesampingkan (shelve) dengan alasan selagi penyebabnya diperbaiki.`,
      en: `Stood for ${hours} h: review its limit, or shelve it with a reason while the cause is mended.`,
    }
  },
  frequent: ({ share }) => {
    const percent = Math.round(share * 100)
    return {
      id: `${percent} % dari semua kejadian: cari penyebabnya di instalasi sebelum mengubah alarmnya.`,
      en: `${percent} % of all episodes: look for the cause in the plant before changing the alarm.`,
    }
  },
  none: () => ({ id: 'Angkanya tidak meminta perubahan.', en: 'Its figures ask for no change.' }),
}
