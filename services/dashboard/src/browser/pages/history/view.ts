import type { Site } from '../../link/wire.ts'
import type { Range } from '../../parts/chart/chart-data.ts'
import { within } from '../../parts/chart/range.ts'
import { formatWithOffset } from '../../zone-time.ts'

/** What is looked at, as the address keeps it. */
export interface View {
  site: string
  /** `outlet/cod`, each once. */
  series: readonly string[]
  span: Span
}

/** `last`: so many ms until now, and it goes on with the time. */
export type Span = { last: number } | Range

export const presets = {
  hour: 3_600_000,
  day: 86_400_000,
  week: 7 * 86_400_000,
  month: 30 * 86_400_000,
  year: 365 * 86_400_000,
}

/** More panels than these nobody reads at once. */
export const mostSeries = 8
const usualSeries = 3

/**
 * The view of an address: `site`, `series=outlet/cod,outlet/ph`, and `last` in seconds or `from` and `to`. What is missing or makes no
 * sense is taken as usual: the first site, the first limits of its outlet, the last day. Null where there is no site at all.
 */
export function parseView(query: URLSearchParams, sites: readonly Site[]): View | null {
  const site = query.get('site') ?? sites[0]?.id
  if (site === undefined) return null
  const asked = (query.get('series') ?? '').split(',').filter((key) => /^[^/]+\/[^/]+$/.test(key))
  const known = sites.find(({ id }) => id === site)
  const series =
    asked.length > 0 || query.has('series') ? [...new Set(asked)].slice(0, mostSeries) : usual(known)
  return { site, series, span: parseSpan(query) }
}

function parseSpan(query: URLSearchParams): Span {
  const from = Date.parse(query.get('from') ?? '')
  const to = Date.parse(query.get('to') ?? '')
  if (from >= 0 && to > from) return within({ from, to }, to)
  const last = Number(query.get('last') ?? Number.NaN) * 1_000
  return { last: last >= 30_000 && last <= 372 * presets.day ? last : presets.day }
}

function usual(site: Site | undefined): string[] {
  const points =
    site?.points.toSorted((a, b) => Number(b.kind === 'outlet') - Number(a.kind === 'outlet')) ?? []
  const [first] = points
  const limited =
    first?.parameters.toSorted((a, b) => Number(b.limit !== null) - Number(a.limit !== null)) ?? []
  return limited.slice(0, usualSeries).map(({ parameter }) => `${first?.id}/${parameter}`)
}

/** The query of the address of a view; times are written in the site's zone. */
export function viewQuery({ site, series, span }: View, zone: string): Record<string, string> {
  const time: Record<string, string> =
    'last' in span
      ? { last: String(Math.round(span.last / 1_000)) }
      : { from: formatWithOffset(span.from, zone), to: formatWithOffset(span.to, zone) }
  return { site, series: series.join(','), ...time }
}

export function rangeOf(span: Span, now: number): Range {
  const to = Math.round(now)
  return 'last' in span ? { from: to - Math.round(span.last), to } : span
}

/** A range that reaches now, but for a hair, goes on with the time. */
export function spanOf({ from, to }: Range, now: number): Span {
  const length = to - from
  return to >= now - length / 500 ? { last: length } : { from, to }
}
