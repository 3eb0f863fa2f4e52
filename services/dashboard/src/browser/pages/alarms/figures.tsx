import { formatAge, formatCitation, formatNumber, formatTime, formatValue } from '../../format.ts'
import { latestOf, now, placeOf, seriesKey } from '../../link/live.ts'
import type { Alarm } from '../../link/wire.ts'
import { Age } from '../../parts/age.tsx'
import { alarmFigure, alarmZone } from '../../parts/alarm-title.ts'
import { standingOf } from '../../parts/freshness.ts'
import { fieldWords } from '../../words/field.ts'
import { words } from './words.ts'

/** Since when, how long, the value when it came, at its worst and now, and the limit with where it is written. */
export function Figures({ alarm }: { alarm: Alarm }) {
  const said = words()
  const { limit, value, peak } = alarm
  const { parameter } = placeOf(alarm)
  const zone = alarmZone(alarm)
  const figure = (of: number) => alarmFigure(alarm, of)
  const end = alarm.status === 'cleared' ? Date.parse(alarm.clearedAt) : now.value
  const pair = (name: string, told: string) => (
    <div>
      <dt>{name}</dt>
      <dd>{told}</dd>
    </div>
  )
  return (
    <>
      <p class="soft">
        {said.since(
          formatTime(alarm.since, zone),
          `${said.duration} ${formatAge(end - Date.parse(alarm.since))}`,
        )}
      </p>
      <dl class="figures">
        {alarm.status === 'active' && parameter && <Now alarm={alarm} zone={zone} />}
        {value !== null && pair(said.raised, figure(value))}
        {peak !== null && pair(said.peak, figure(peak))}
        {limit && pair(said.limit, `${formatNumber(limit.value)} ${limit.unit}`.trim())}
      </dl>
      {limit && <p class="soft">{formatCitation(limit.citation)}</p>}
    </>
  )
}

/** The present value, with its age and quality; a dash where there is none. */
function Now({ alarm, zone }: { alarm: Alarm; zone: string }) {
  const said = words()
  const { point, parameter } = placeOf(alarm)
  if (!point || !parameter) return null
  const { site, point: pointId } = alarm
  const reading = latestOf(seriesKey({ site, point: pointId, parameter: parameter.parameter })).value
  const standing = standingOf(reading, { intervalSeconds: point.intervalSeconds, limit: parameter.limit })
  const isPresent = standing !== 'none' && standing !== 'stale'
  const shown = reading ? `${formatValue(reading.value, parameter.decimals)} ${parameter.unit}`.trim() : ''
  return (
    <div data-standing={standing}>
      <dt>{said.now}</dt>
      <dd class="now">{isPresent ? shown : '—'}</dd>
      <dd class="soft">
        {reading ? <Age of={reading} zone={zone} /> : said.never}
        {reading && `, ${isPresent ? fieldWords().flags[reading.flag] : said.lastKnown(shown)}`}
      </dd>
    </div>
  )
}
