import type { Flag, Limit } from '../../link/wire.ts'

/** `[from, to)`, Unix ms. */
export interface Range {
  from: number
  to: number
}

/**
 * All readings of one span of time, or a single one. `at` is when the span begins, Unix ms; `flag` is the worst in it. The figures are
 * of those that have not failed, where there are any.
 */
export interface Sample {
  at: number
  min: number
  mean: number
  max: number
  count: number
  flag: Flag
  suspect: number
  failed: number
}

/** One series as the station answered. Oldest first. */
export interface ChartSeries {
  samples: readonly Sample[]
  /** How long a sample's span is, in ms; null where each is one reading. */
  resolutionMs: number | null
  /** How often a healthy device measures, in ms. */
  intervalMs: number
}

/** A limit while it was in force. */
export interface LimitSpan extends Range, Pick<Limit, 'low' | 'high' | 'citation'> {}

/** Something that went on then: a calibration, an episode. */
export interface Mark extends Range {
  text: string
}

/** No line is drawn across more than this many intervals. */
const gapIntervals = 3

/** Samples further apart than this have a gap between them, in ms. */
export function gapMs({ resolutionMs, intervalMs }: ChartSeries): number {
  return gapIntervals * Math.max(resolutionMs ?? 0, intervalMs)
}

/** Where a sample stands on the axis of time: the middle of its span. */
export function middleOf({ at }: Sample, { resolutionMs }: ChartSeries): number {
  return at + (resolutionMs ?? 0) / 2
}

/** The samples as columns. */
export interface Columns {
  /** As uPlot takes them: time in ms, mean, min, max. Null breaks the line there, undefined lets it pass. */
  data: [number[], Value[], Value[], Value[]]
  /** The sample of each row; null in the midst of a gap. */
  rows: (Sample | null)[]
}
type Value = number | null | undefined

/** Nothing in it is a measurement: the line passes over it, and it stands beside the line as a mark of its own. */
export function isStruck({ failed, count }: Sample): boolean {
  return failed === count
}

export function toColumns(series: ChartSeries): Columns {
  const longest = gapMs(series)
  const data: Columns['data'] = [[], [], [], []]
  const rows: Columns['rows'] = []
  const add = (at: number, sample: Sample | null, [mean, min, max]: readonly Value[]) => {
    data[0].push(at)
    data[1].push(mean)
    data[2].push(min)
    data[3].push(max)
    rows.push(sample)
  }
  let before: number | null = null
  for (const sample of series.samples) {
    const at = middleOf(sample, series)
    if (before !== null && at - before > longest) add((before + at) / 2, null, [null, null, null])
    add(at, sample, isStruck(sample) ? [] : [sample.mean, sample.min, sample.max])
    before = at
  }
  return { data, rows }
}

/**
 * What the axis of values spans: the samples of the range and the limits, with some air. Failed ones do not stretch it, where there
 * are others; they are marked at the edge.
 */
export function valueRange(samples: readonly Sample[], limits: readonly LimitSpan[]): [number, number] {
  const good = samples.filter((sample) => !isStruck(sample))
  const edges = [
    ...(good.length > 0 ? good : samples).flatMap(({ min, max }) => [min, max]),
    ...limits.flatMap(({ low, high }) => [low, high]).filter((edge) => edge !== null),
  ]
  if (edges.length === 0) return [0, 1]
  const [low, high] = [least(edges), -least(edges.map((edge) => -edge))]
  const air = (high - low || Math.abs(high) || 1) * 0.08
  return [low >= 0 && low - air < 0 ? 0 : low - air, high + air]
}

/** `Math.min(...)` takes no more arguments than the stack has room for. */
function least(values: readonly number[]): number {
  return values.reduce((least, value) => Math.min(least, value))
}

/** The sample whose place is nearest to `at`, no further from it than a gap; null where there is none. */
export function sampleNear(series: ChartSeries, at: number): Sample | null {
  const { samples } = series
  let low = 0
  let high = samples.length
  while (low < high) {
    const middle = (low + high) >> 1
    const sample = samples[middle]
    if (sample && middleOf(sample, series) < at) low = middle + 1
    else high = middle
  }
  const distance = (sample: Sample) => Math.abs(middleOf(sample, series) - at)
  const near = samples.slice(Math.max(0, low - 1), low + 1).toSorted((a, b) => distance(a) - distance(b))[0]
  return near && distance(near) <= gapMs(series) / 2 ? near : null
}

/** The limit in force then; null where there is none. */
export function limitAt(limits: readonly LimitSpan[], at: number): LimitSpan | null {
  return limits.find(({ from, to }) => at >= from && at < to) ?? null
}
