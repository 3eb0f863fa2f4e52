import type { ReadonlySignal } from '@preact/signals'
import { formatCitation, formatLimit, formatNumber, formatTime, formatValue } from '../../format.ts'
import {
  type ChartSeries,
  type LimitSpan,
  limitAt,
  type Range,
  type Sample,
  sampleNear,
} from '../../parts/chart/chart-data.ts'
import { fieldWords } from '../../words/field.ts'
import { words } from './words.ts'

interface ReadOutProps {
  series: ChartSeries
  limits: readonly LimitSpan[]
  range: Range
  cursor: ReadonlySignal<number | null>
  zone: string
  decimals: number
  unit: string
}

/** What stands at the cursor, in words. */
export function ReadOut({ series, limits, range, cursor, zone, decimals, unit }: ReadOutProps) {
  const { hint, noSample, noData, limit: limitWord } = words()
  const at = cursor.value
  const sample = at === null ? null : sampleNear(series, at)
  const isEmpty = !series.samples.some(
    ({ at }) => at + (series.resolutionMs ?? 0) >= range.from && at < range.to,
  )
  if (at === null) return <p class="read-out idle">{isEmpty ? noData : hint}</p>
  if (!sample) {
    return (
      <p class="read-out" aria-live="polite">
        <span>{formatTime(at, zone)}</span>
        <span>{noSample}</span>
      </p>
    )
  }
  const limit = limitAt(limits, sample.at)
  return (
    <p class="read-out" aria-live="polite" data-flag={sample.flag}>
      <time dateTime={new Date(sample.at).toISOString()}>{formatSpan(sample, series, zone)}</time>
      {figures(sample, series, (value) => `${formatValue(value, decimals)} ${unit}`).map((text) => (
        <span key={text} class="figure">
          {text}
        </span>
      ))}
      {counts(sample).map((text) => (
        <span key={text} class="quality">
          {text}
        </span>
      ))}
      {limit && <span>{limitWord(formatLimit(limit), formatCitation(limit.citation))}</span>}
    </p>
  )
}

/** A reading's time, or from when until when. */
export function formatSpan({ at }: Sample, { resolutionMs }: ChartSeries, zone: string): string {
  if (resolutionMs === null) return formatTime(at, zone)
  return `${formatTime(at, zone).replace(/ [^ ]+$/, '')}–${formatTime(at + resolutionMs, zone)}`
}

function figures({ min, mean, max }: Sample, { resolutionMs }: ChartSeries, told: (value: number) => string) {
  if (resolutionMs === null) return [told(mean)]
  const { mean: meanWord, least, most } = words()
  return [meanWord(told(mean)), least(told(min)), most(told(max))]
}

/** How many there are, and how good. */
function counts({ count, suspect, failed, flag }: Sample): string[] {
  const { count: countWord, suspect: suspectWord, failed: failedWord } = words()
  const quality = fieldWords().flags[flag]
  if (count === 1) return [quality]
  return [
    countWord(formatNumber(count)),
    ...(suspect + failed === 0 ? [quality] : []),
    ...(suspect > 0 ? [suspectWord(formatNumber(suspect))] : []),
    ...(failed > 0 ? [failedWord(formatNumber(failed))] : []),
  ]
}
