import { z } from 'zod'

/** What may stand in a topic level, a URL segment and an InfluxDB tag without escaping. */
const slug = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9-]{0,62}$/,
    'expected 1 to 63 lower-case letters, digits or hyphens, not starting with a hyphen',
  )

/** A treatment plant, such as `mojokerto-batik`. */
export const SiteId = slug.brand<'SiteId'>()
export type SiteId = z.infer<typeof SiteId>

/** A place in a plant where water is measured, such as `outlet`; unique within its site. */
export const PointId = slug.brand<'PointId'>()
export type PointId = z.infer<typeof PointId>

/** One point of one site: what a device reports for. */
export interface PointKey {
  site: SiteId
  point: PointId
}

/** `site/point`: a point's name where one string is wanted, such as a map's key. */
export function pointName({ site, point }: PointKey): string {
  return `${site}/${point}`
}
