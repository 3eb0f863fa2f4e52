import { api, ask } from '../../link/api.ts'
import type { Point, Site } from '../../link/wire.ts'
import { useRefresh } from '../../parts/refresh.ts'
import { useResource } from '../../parts/resource.ts'
import type { LastHour } from '../../parts/spark.tsx'
import { Tile } from '../../parts/tile.tsx'
import { fieldWords } from '../../words/field.ts'
import { language } from '../../words/language.ts'
import { type PointMark, PointMarkLine, type PointMarks } from './point-mark.tsx'

const sparkRefreshMs = 30_000

/** A tile for each series, the outlet's first: they are what the limits bind. */
export function Points({ site, marks }: { site: Site; marks: PointMarks }) {
  const sparks = useResource((signal) => readLastHours(site.id, signal), [site.id])
  useRefresh(sparks, sparkRefreshMs)
  return (
    <div class="points">
      {site.points.map((point) => (
        <PointPanel
          key={point.id}
          site={site}
          point={point}
          lastHours={sparks.value}
          mark={marks.get(point.id)}
        />
      ))}
    </div>
  )
}

function PointPanel(props: {
  site: Site
  point: Point
  lastHours: LastHours | undefined
  mark: PointMark | undefined
}) {
  const { site, point, lastHours, mark } = props
  return (
    <section class="point" data-kind={point.kind} aria-labelledby={`point-${point.id}`}>
      <div class="point-heading">
        <h2 id={`point-${point.id}`}>
          {point.name[language.value]} <span class="place">{fieldWords().places[point.kind]}</span>
        </h2>
        {mark && <PointMarkLine of={mark} zone={site.zone} />}
      </div>
      <ul class="tiles">
        {point.parameters.map((parameter) => (
          <Tile
            key={parameter.parameter}
            site={site}
            point={point}
            parameter={parameter}
            lastHour={lastHours?.get(`${point.id}/${parameter.parameter}`)}
          />
        ))}
      </ul>
    </section>
  )
}

/** By `point/parameter`. */
type LastHours = ReadonlyMap<string, LastHour>

async function readLastHours(site: string, signal: AbortSignal): Promise<LastHours> {
  const { from, to, series } = await ask(
    api.api.v1.sparklines.$get({ query: { site } }, { init: { signal } }),
  )
  const span = { from: Date.parse(from), to: Date.parse(to) }
  return new Map(series.map(({ point, parameter, points }) => [`${point}/${parameter}`, { ...span, points }]))
}
