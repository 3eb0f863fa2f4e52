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
  return Temporal.Instant.fromEpochMilliseconds(at)
    .toZonedDateTimeISO(zone)
    .toString({ timeZoneName: 'never' })
}
