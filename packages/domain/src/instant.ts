import { z } from 'zod'

/** A moment as Unix time in whole milliseconds: sortable, cheap, without a zone. Zones belong to screens and reports. */
export const Instant = z.int().meta({ description: 'Unix time in milliseconds' })
export type Instant = z.infer<typeof Instant>

const expected =
  'expected Unix milliseconds or an RFC 3339 time with its offset, such as 2026-11-24T09:13:12+07:00'

/** RFC 3339 with an offset or `Z`; a local time without one is refused, since nobody can say when it was. */
const rfc3339 = z.iso.datetime({ offset: true, error: expected })

/** Unix milliseconds, or an RFC 3339 text with its offset, read into an {@link Instant}. */
export const InstantInput = z
  .union([z.int(), rfc3339], { error: expected })
  .transform((value): Instant => (typeof value === 'number' ? value : Date.parse(value)))

/** RFC 3339 in the given IANA zone, such as `2026-11-24T09:13:12+07:00` for Asia/Jakarta. */
export function formatInstant(at: Instant, zone: string): string {
  const { ms, text } = offsetAt(at, zone)
  return new Date(at + ms).toISOString().replace(/(\.000)?Z$/, text)
}

/** What a zone's clocks are ahead of UTC, in whole minutes, from one change of them to the next. */
interface ZoneOffset {
  ms: number
  text: string
  from: Instant
  until: Instant
}

/** The span asked for last in each zone: asking Temporal for each of a screenful of times would hold up everybody else's for milliseconds. */
const lastOffsets = new Map<string, ZoneOffset>()

function offsetAt(at: Instant, zone: string): ZoneOffset {
  const last = lastOffsets.get(zone)
  if (last && at >= last.from && at < last.until) return last
  const found = findOffset(at, zone)
  lastOffsets.set(zone, found)
  return found
}

function findOffset(at: Instant, zone: string): ZoneOffset {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone)
  const minutes = Math.round(local.offsetNanoseconds / 60e9)
  const [hour, minute] = [Math.trunc(Math.abs(minutes) / 60), Math.abs(minutes) % 60]
  // The change before a moment is looked for from just after it, since it may be that moment itself.
  const before = local.add({ nanoseconds: 1 }).getTimeZoneTransition('previous')
  return {
    ms: minutes * 60_000,
    text: `${minutes < 0 ? '-' : '+'}${twoDigits(hour)}:${twoDigits(minute)}`,
    from: before?.epochMilliseconds ?? -Infinity,
    until: local.getTimeZoneTransition('next')?.epochMilliseconds ?? Infinity,
  }
}

const twoDigits = (number: number) => String(number).padStart(2, '0')
