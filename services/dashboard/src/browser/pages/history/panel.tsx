import type { Signal } from '@preact/signals'
import { useMemo } from 'preact/hooks'
import { formatAge, formatCitation, formatLimit } from '../../format.ts'
import { latestOf, link } from '../../link/live.ts'
import type { Alarm, Parameter, Point, Site } from '../../link/wire.ts'
import { Age } from '../../parts/age.tsx'
import { Chart } from '../../parts/chart/chart.tsx'
import {
  type ChartSeries,
  type LimitSpan,
  type Mark,
  middleOf,
  type Range,
} from '../../parts/chart/chart-data.ts'
import { panBy, zoomAt } from '../../parts/chart/range.ts'
import { Failed } from '../../parts/failed.tsx'
import { fieldWords } from '../../words/field.ts'
import { language } from '../../words/language.ts'
import { shellWords } from '../../words/shell.ts'
import { AlarmStrip } from './alarm-strip.tsx'
import type { History } from './read-history.ts'
import { ReadOut } from './read-out.tsx'
import { Table } from './table.tsx'
import { append, type Heard } from './tail.ts'
import { words } from './words.ts'

export interface PanelProps {
  site: Site
  /** `outlet/cod`. */
  id: string
  range: Range
  cursor: Signal<number | null>
  drag: 'zoom' | 'pan'
  /** The range reaches now, and goes on with it. */
  isLive: boolean
  /** Undefined before the station answered, or where it could not: then there is an `error`. */
  history: History | undefined
  error: unknown
  /** Asks the station again. */
  retry(): void
  tail: readonly Heard[]
  limits: readonly LimitSpan[] | undefined
  marks: readonly Mark[] | undefined
  /** Of the whole site. */
  alarms: readonly Alarm[] | undefined
  onRange(range: Range): void
}

/** What the site's file says of a series; its bare names where it says nothing any more. */
export function nameSeries(
  site: Site,
  id: string,
): {
  title: string
  name: string
  point: Point | undefined
  parameter: Parameter | undefined
} {
  const [pointId = '', parameterId = ''] = id.split('/')
  const point = site.points.find(({ id }) => id === pointId)
  const parameter = point?.parameters.find(({ parameter }) => parameter === parameterId)
  const name = parameter?.name[language.value] ?? parameterId
  return { title: `${name}, ${point?.name[language.value] ?? pointId}`, name, point, parameter }
}

const none: readonly never[] = []

export function Panel(props: PanelProps) {
  const {
    site,
    id,
    range,
    cursor,
    drag,
    isLive,
    history,
    error,
    retry,
    tail,
    limits = none,
    alarms = none,
    onRange,
  } = props
  const { title, name, parameter } = nameSeries(site, id)
  const { states } = fieldWords()
  const series = useMemo(
    () => history && append(history.series, isLive ? tail : none),
    [history, tail, isLive],
  )
  const marks = useMemo(
    () => (props.marks ?? none).map((mark) => ({ ...mark, text: states[mark.text as keyof typeof states] })),
    [props.marks, language.value],
  )
  const decimals = parameter?.decimals ?? 2
  const unit = history?.unit ?? parameter?.unit ?? ''
  return (
    <li class="panel chart-panel" data-series={id}>
      <header>
        <h2>
          {title} <span class="unit">{unit}</span>
        </h2>
        <Freshness site={site} id={id} isLive={isLive} series={series} />
      </header>
      <LimitsNamed limits={limits} range={range} />
      {error !== null && <Failed error={error} retry={retry} />}
      <AlarmStrip id={id} name={name} alarms={alarms} range={range} zone={site.zone} onRange={onRange} />
      {series && (
        <>
          <Chart
            label={words().chart(title)}
            {...{ series, range, decimals, limits, marks, cursor, drag, onRange }}
            zone={site.zone}
            onCursor={(at) => {
              cursor.value = at
            }}
            onKeyDown={(event) => press(event, { series, range, cursor, onRange })}
          />
          <ReadOut {...{ series, limits, cursor, decimals, unit, range }} zone={site.zone} />
          <Table {...{ series, limits, decimals, range, title }} zone={site.zone} />
        </>
      )}
      {!series && error === null && <p class="empty waiting">{shellWords().loading}</p>}
    </li>
  )
}

/** How old the newest reading is, what one sample of the chart is, and whether it goes on. */
function Freshness(props: { site: Site; id: string; isLive: boolean; series: ChartSeries | undefined }) {
  const { site, id, isLive, series } = props
  const { newest, neverHeard, goesOn, standsStill, raw, per } = words()
  const latest = latestOf(`${site.id}/${id}`).value
  return (
    <p class="freshness">
      {series && (
        <span class="resolution">
          {series.resolutionMs ? per(formatAge(series.resolutionMs).replace(/ 0 \S+$/, '')) : raw}
        </span>
      )}
      {isLive && (
        <span class="liveness" data-lost={link.value === 'lost'}>
          {link.value === 'lost' ? standsStill : goesOn}
        </span>
      )}
      <span>
        {newest}: {latest ? <Age of={latest} zone={site.zone} /> : neverHeard}
      </span>
    </p>
  )
}

/** Every limit that was in force in the range, with where it is written. */
function LimitsNamed({ limits, range }: { limits: readonly LimitSpan[]; range: Range }) {
  const seen = limits.filter(({ from, to }) => to > range.from && from < range.to)
  return (
    <ul class="limits">
      {seen.map((limit) => (
        <li key={limit.from}>{words().limit(formatLimit(limit), formatCitation(limit.citation))}</li>
      ))}
    </ul>
  )
}

/** The keys of a chart: arrows pan, + and − zoom, Shift with an arrow goes from sample to sample. */
function press(
  event: KeyboardEvent,
  chart: { series: ChartSeries; range: Range; cursor: Signal<number | null>; onRange(range: Range): void },
): void {
  const { series, range, cursor, onRange } = chart
  const middle = (range.from + range.to) / 2
  const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
  if (event.ctrlKey || event.altKey || event.metaKey) return
  if (way !== undefined && event.shiftKey) cursor.value = nextSample(series, cursor.peek() ?? middle, way)
  else if (way !== undefined) onRange(panBy(range, way / 4))
  else if (event.key === '+' || event.key === '=') onRange(zoomAt(range, cursor.peek() ?? middle, 1 / 2))
  else if (event.key === '-') onRange(zoomAt(range, cursor.peek() ?? middle, 2))
  else if (event.key === 'Escape') cursor.value = null
  else return
  event.preventDefault()
}

function nextSample(series: ChartSeries, at: number, way: number): number {
  const places = series.samples.map((sample) => middleOf(sample, series))
  const next = way > 0 ? places.find((place) => place > at) : places.findLast((place) => place < at)
  return next ?? at
}
