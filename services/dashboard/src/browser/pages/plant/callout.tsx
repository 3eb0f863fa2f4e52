import { useComputed } from '@preact/signals'
import { formatAge, formatValue } from '../../format.ts'
import { ageOf, latestOf, now, seriesKey } from '../../link/live.ts'
import type { Parameter, Point, Site } from '../../link/wire.ts'
import { standingOf } from '../../parts/freshness.ts'
import { tileWords } from '../../parts/tile-words.ts'
import { fieldWords } from '../../words/field.ts'
import { language } from '../../words/language.ts'
import { flowOf } from './flow.ts'
import { type PointMark, PointMarkLine } from './point-mark.tsx'
import { words } from './words.ts'

/** What a point measures, at its place in the train. */
export function Callout(props: { site: Site; point: Point; mark: PointMark | undefined }) {
  const { site, point, mark } = props
  return (
    <div class="callout" data-point={point.id}>
      <p class="callout-name">
        <b>{point.name[language.value]}</b> <span class="place">{fieldWords().places[point.kind]}</span>
      </p>
      <FlowLine site={site} point={point} />
      {mark && <PointMarkLine of={mark} zone={site.zone} />}
      <dl>
        {point.parameters.map((parameter) => (
          <CalloutValue key={parameter.parameter} site={site} point={point} parameter={parameter} />
        ))}
      </dl>
      <OldestAge site={site} point={point} />
    </div>
  )
}

function CalloutValue({ site, point, parameter }: { site: Site; point: Point; parameter: Parameter }) {
  const { intervalSeconds } = point
  const { limit, decimals, unit } = parameter
  const reading = latestOf(keyOf(site, point, parameter.parameter))
  const standing = useComputed(() => standingOf(reading.value, { intervalSeconds, limit })).value
  const isPresent = standing !== 'none' && standing !== 'stale' && reading.value !== undefined
  const flag = reading.value?.flag ?? 2
  return (
    <div data-standing={standing}>
      <dt>{parameter.name[language.value]}</dt>
      <dd>
        <span class="number">
          {isPresent && reading.value ? formatValue(reading.value.value, decimals) : '—'}
        </span>{' '}
        {isPresent && unit}
        {isPresent && flag >= 3 && <em>{fieldWords().flags[flag]}</em>}
        {(standing === 'above' || standing === 'below') && <em>{tileWords()[standing]}</em>}
      </dd>
    </div>
  )
}

function FlowLine({ site, point }: { site: Site; point: Point }) {
  const measured = point.parameters.some(({ parameter }) => parameter === 'flow')
  const flow = useComputed(() =>
    measured ? flowOf(latestOf(keyOf(site, point, 'flow')).value, point) : 'unmeasured',
  ).value
  return (
    <p class="flow-line" data-flow={flow}>
      {words().flows[flow]}
    </p>
  )
}

/** Of all that is shown here: none is older. */
function OldestAge({ site, point }: { site: Site; point: Point }) {
  const oldest = useComputed(() => {
    now.value
    const ages = point.parameters.flatMap(({ parameter }) => {
      const reading = latestOf(keyOf(site, point, parameter)).peek()
      return reading ? [ageOf(reading)] : []
    })
    return ages.length === 0 ? null : formatAge(Math.max(...ages))
  }).value
  return (
    <p class="oldest-age">{oldest === null ? tileWords().never : words().upTo(fieldWords().ago(oldest))}</p>
  )
}

function keyOf(site: Site, point: Point, parameter: string): string {
  return seriesKey({ site: site.id, point: point.id, parameter })
}
