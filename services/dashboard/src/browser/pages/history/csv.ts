import {
  type ChartSeries,
  type LimitSpan,
  limitAt,
  middleOf,
  type Range,
} from '../../parts/chart/chart-data.ts'
import { formatWithOffset } from '../../zone-time.ts'

export interface CsvSeries {
  point: string
  parameter: string
  unit: string
  series: ChartSeries
  limits: readonly LimitSpan[]
}

export interface CsvOptions {
  /** Its id and its name. */
  site: { id: string; name: string; zone: string }
  range: Range
  /** When this was asked for, Unix ms. */
  at: number
  series: readonly CsvSeries[]
}

const flags: Readonly<Record<number, string>> = {
  1: 'good',
  2: 'not evaluated',
  3: 'suspect',
  4: 'fail',
  9: 'missing',
}

const columns = [
  ...['time', 'site', 'point', 'parameter', 'unit', 'resolution_s', 'mean', 'min', 'max', 'count', 'suspect'],
  ...['failed', 'worst_flag', 'flag', 'limit_low', 'limit_high', 'limit_source'],
]

/**
 * What is seen, as RFC 4180 wants it, for machines and spreadsheets in any language: a point for the decimals, times with their offset.
 * The lines before the columns say what it is, and begin with `#`. No text begins as a formula does.
 */
export function toCsv({ site, range, at, series }: CsvOptions): string {
  const time = (at: number) => formatWithOffset(at, site.zone)
  const about = [
    `# Jernih: readings of ${site.name} (${site.id}), ${time(range.from)} to ${time(range.to)}, exported ${time(at)}`,
    `# Times are in ${site.zone}. A row of resolution_s is all readings from its time for so long; without it, one reading.`,
    '# mean, min and max leave out what failed, unless all did. Gaps have no rows. Flags are of QARTOD; worst_flag is the worst in the row.',
  ]
  const rows = series.flatMap(({ point, parameter, unit, series, limits }) =>
    series.samples
      .filter((sample) => middleOf(sample, series) >= range.from && middleOf(sample, series) < range.to)
      .map((sample) => {
        const limit = limitAt(limits, sample.at)
        return [
          ...[time(sample.at), site.id, point, parameter, unit],
          ...[series.resolutionMs === null ? null : series.resolutionMs / 1_000, sample.mean, sample.min],
          ...[sample.max, sample.count, sample.suspect, sample.failed, sample.flag, flags[sample.flag] ?? ''],
          ...[limit?.low ?? null, limit?.high ?? null],
          limit ? [limit.citation.source, limit.citation.clause].filter(Boolean).join(', ') : null,
        ]
      }),
  )
  return [...about.map((line) => [line]), columns, ...rows]
    .map((row) => `${row.map(field).join(',')}\r\n`)
    .join('')
}

/** Spreadsheets take text that begins so for a formula. */
const formula = /^[=+\-@\t\r]/

function field(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const text = formula.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
