import { latestOf, seriesKey } from '../../link/live.ts'
import type { Latest, Point, Site } from '../../link/wire.ts'
import { standingOf } from '../../parts/freshness.ts'

/**
 * What the water does at a place: `rest` where a fresh measurement says that none flows, `unknown` where there is no such measurement now,
 * `unmeasured` where nobody measures it at all.
 */
export type Flow = 'flowing' | 'rest' | 'unknown' | 'unmeasured'

/** At the points of one kind: it flows where it flows at any of them. Counts on by itself where it is read. */
export function flowAt(site: Site, kind: Point['kind']): Flow {
  const flows = site.points
    .filter((point) => point.kind === kind && point.parameters.some(({ parameter }) => parameter === 'flow'))
    .map((point) => {
      const key = seriesKey({ site: site.id, point: point.id, parameter: 'flow' })
      return flowOf(latestOf(key).value, point)
    })
  return (['flowing', 'unknown', 'rest'] as const).find((flow) => flows.includes(flow)) ?? 'unmeasured'
}

export function flowOf(
  reading: Latest | undefined,
  { intervalSeconds }: Pick<Point, 'intervalSeconds'>,
): Flow {
  if (!reading || standingOf(reading, { intervalSeconds, limit: null }) !== 'within') return 'unknown'
  return reading.value > 0 ? 'flowing' : 'rest'
}
