import type { PointId, SiteId } from '@jernih/domain'
import type { Sites } from '@jernih/sites'
import { HTTPException } from 'hono/http-exception'

/**
 * Answers 404 for a site that is nowhere: no file names it, and nothing was `found` of it. What was kept of a site whose file is
 * gone can still be asked for.
 */
export function refuseUnknownSite(
  site: SiteId | undefined,
  { sites, found }: { sites: Sites; found: boolean },
) {
  if (site === undefined || found || sites.get(site)) return
  throw new HTTPException(404, { message: `There is no site ${site}` })
}

/** Answers 404 for a point that no site's file names. */
export function refuseUnknownPoint({ site, point }: { site: SiteId; point: PointId }, sites: Sites) {
  if (sites.get(site)?.points.some(({ id }) => id === point)) return
  throw new HTTPException(404, { message: `There is no point ${site}/${point}` })
}
