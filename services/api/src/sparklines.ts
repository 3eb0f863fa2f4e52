import type { Flag, Instant, Parameter, PointId, Site, SiteId } from '@jernih/domain'
import type { ReadingStore } from '@jernih/store'

const minuteMs = 60_000
/** One a minute of the last hour. */
const mostPoints = 60
/** An answer serves everybody for so long. */
const freshMs = 5_000
/** Series of one site that are read at once, and at most. */
const atOnce = 4
const mostSeries = 500

/** The last hour of a site, one figure a minute and series. */
export interface Sparklines {
  from: Instant
  to: Instant
  series: { point: PointId; parameter: Parameter; points: { at: Instant; mean: number; flag: Flag }[] }[]
}

/** Reads each site's last hour once for all who ask within some seconds. */
export function createSparklines(store: ReadingStore) {
  const kept = new Map<SiteId, { until: Instant; answer: Promise<Sparklines> }>()

  async function read(site: Site, now: Instant): Promise<Sparklines> {
    const to = (Math.floor(now / minuteMs) + 1) * minuteMs
    const from = to - mostPoints * minuteMs
    const wanted = site.points
      .flatMap(({ id, parameters }) =>
        (Object.keys(parameters) as Parameter[]).map((parameter) => ({ point: id, parameter })),
      )
      .slice(0, mostSeries)
    const series: Sparklines['series'] = []
    for (let first = 0; first < wanted.length; first += atOnce) {
      const some = wanted.slice(first, first + atOnce).map(async (key) => {
        const span = { from, to, maxPoints: mostPoints, resolution: 'auto' } as const
        const { buckets } = await store.read({ site: site.id, ...key, ...span })
        return { ...key, points: buckets.map(({ at, mean, flag }) => ({ at, mean, flag })) }
      })
      series.push(...(await Promise.all(some)))
    }
    return { from, to, series }
  }

  return {
    /** Rejects with StoreUnavailable. */
    of(site: Site, now: Instant): Promise<Sparklines> {
      const known = kept.get(site.id)
      if (known && now < known.until && now > known.until - freshMs - 1) return known.answer
      const answer = read(site, now)
      kept.set(site.id, { until: now + freshMs, answer })
      answer.catch(() => {
        if (kept.get(site.id)?.answer === answer) kept.delete(site.id)
      })
      return answer
    },
  }
}
