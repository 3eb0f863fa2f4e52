import { type Parameter, type Point, type PointKey, pointName } from '@jernih/domain'
import { createSeriesJudge, type SeriesJudge } from '@jernih/quality'
import type { Sites } from '@jernih/sites'

/** A point by its site's file, with one judge a series. */
export interface MeasuredPoint extends PointKey {
  parameters: ReadonlySet<string>
  judges: ReadonlyMap<Parameter, SeriesJudge>
  /** What each judge goes by, as one string: with the same rules it is the same judge. */
  rules: ReadonlyMap<Parameter, string>
}

export type Points = ReadonlyMap<string, MeasuredPoint>

/**
 * Every point of every site as the files say now, by {@link pointName}. A series whose rules are those of `before` keeps its
 * judge; the others have new ones, who have seen nothing yet: those are in `fresh` again.
 */
export function createPoints(sites: Sites, before: Points): { points: Points; fresh: FreshJudges } {
  const points = new Map<string, MeasuredPoint>()
  const fresh = new Map<string, Map<Parameter, SeriesJudge>>()
  for (const site of sites.all()) {
    for (const point of site.points) {
      const key = { site: site.id, point: point.id }
      const name = pointName(key)
      const { judges, rules, created } = createJudges(point, before.get(name))
      points.set(name, { ...key, judges, rules, parameters: new Set<string>(judges.keys()) })
      if (created.size > 0) fresh.set(name, created)
    }
  }
  return { points, fresh }
}

/** Judges that have seen nothing yet, by their point's {@link pointName}. */
export type FreshJudges = ReadonlyMap<string, ReadonlyMap<Parameter, SeriesJudge>>

function createJudges(point: Point, before: MeasuredPoint | undefined) {
  const judges = new Map<Parameter, SeriesJudge>()
  const rules = new Map<Parameter, string>()
  const created = new Map<Parameter, SeriesJudge>()
  const intervalMs = point.intervalSeconds * 1_000
  for (const [name, { quality: settings }] of Object.entries(point.parameters)) {
    const parameter = name as Parameter
    const rule = JSON.stringify([intervalMs, settings])
    const known = before?.rules.get(parameter) === rule ? before.judges.get(parameter) : undefined
    const judge = known ?? createSeriesJudge({ parameter, settings, intervalMs })
    judges.set(parameter, judge)
    rules.set(parameter, rule)
    if (known === undefined) created.set(parameter, judge)
  }
  return { judges, rules, created }
}
