import './tile.css'
import { useComputed } from '@preact/signals'
import { useMemo } from 'preact/hooks'
import { formatCitation, formatLimit, formatValue } from '../format.ts'
import { latestOf, seriesKey } from '../link/live.ts'
import type { Parameter, Point, Site } from '../link/wire.ts'
import { linkTo } from '../route.ts'
import { fieldWords } from '../words/field.ts'
import { language } from '../words/language.ts'
import { Age } from './age.tsx'
import { standingOf } from './freshness.ts'
import { Gauge } from './gauge.tsx'
import { type LastHour, Spark } from './spark.tsx'
import { tileWords } from './tile-words.ts'

export interface TileProps {
  site: Site
  point: Point
  parameter: Parameter
  /** Undefined where it is not known. */
  lastHour?: LastHour | undefined
}

/** One series: its value against its limit, how good and how old it is, and its last hour. A reading draws no tile but its own. */
export function Tile({ site, point, parameter, lastHour }: TileProps) {
  const { decimals, unit, limit } = parameter
  const { intervalSeconds } = point
  const words = tileWords()
  const name = parameter.name[language.value]
  const key = seriesKey({ site: site.id, point: point.id, parameter: parameter.parameter })
  const reading = latestOf(key).value
  // The clock moves twice a second: the tile is drawn anew only where that makes another of it.
  const standing = useComputed(() => standingOf(latestOf(key).value, { intervalSeconds, limit })).value
  const beyond = standing === 'above' || standing === 'below' ? standing : null
  const isPresent = standing !== 'none' && standing !== 'stale'
  const shown = reading ? formatValue(reading.value, decimals) : '—'
  const isAtRest = parameter.parameter === 'flow' && standing === 'within' && (reading?.value ?? 0) <= 0
  const spark = useMemo(
    () => lastHour && <Spark of={lastHour} decimals={decimals} intervalSeconds={intervalSeconds} />,
    [lastHour, decimals, intervalSeconds, language.value],
  )
  return (
    <li
      class="tile"
      data-series={key}
      data-state={beyond ? 'breach' : isPresent ? 'fresh' : standing}
      data-flag={reading?.flag}
      title={limit ? formatCitation(limit.citation) : undefined}
    >
      <div class="heading">
        <h3>
          <a href={linkTo(['history'], { site: site.id, series: `${point.id}/${parameter.parameter}` })}>
            {name}
            <span class="unseen"> {words.history}</span>
          </a>
        </h3>
        <span class="limit">{limit && formatLimit(limit)}</span>
      </div>
      <p class="figure">
        <span class="value" data-long={isPresent ? lengthOf(shown) : undefined}>
          {isPresent ? shown : '—'}
        </span>
        <span class="unit">{unit}</span>
        <span class="verdict">{beyond && words[beyond]}</span>
        {isAtRest && <span class="rest">{words.rest}</span>}
      </p>
      {limit && <Gauge limit={limit} value={isPresent && reading ? reading.value : null} />}
      {spark}
      <p class="facts">
        <span class="quality">
          {reading &&
            (isPresent ? fieldWords().flags[reading.flag] : words.lastValue(`${shown} ${unit}`.trim()))}
        </span>
        {reading ? <Age of={reading} zone={site.zone} /> : <span class="age">{words.never}</span>}
      </p>
    </li>
  )
}

/** A long figure is written smaller, so that it fits. */
function lengthOf({ length }: string): 'long' | 'longest' | undefined {
  if (length > 9) return 'longest'
  return length > 6 ? 'long' : undefined
}
