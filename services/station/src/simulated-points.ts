import type { PointKey, Site } from '@jernih/domain'
import { measurable, type SimulatedPoint } from '@jernih/ipal'

/**
 * What the virtual plant reports for a site: inlets and outlets, with the interval and those parameters of the site's file that it can
 * measure. Points within the process, and points where it could measure nothing, are left out.
 */
export function simulatedPoints(site: Site): { key: PointKey; simulated: SimulatedPoint }[] {
  return site.points.flatMap(({ id, kind, intervalSeconds, parameters }) => {
    const measured = measurable.filter((parameter) => parameter in parameters)
    if (kind === 'process' || measured.length === 0) return []
    const simulated = { site: site.id, point: id, water: kind, intervalSeconds, parameters: measured }
    return [{ key: { site: site.id, point: id }, simulated }]
  })
}
