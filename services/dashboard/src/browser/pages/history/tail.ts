import type { Flag } from '../../link/wire.ts'
import type { ChartSeries, Sample } from '../../parts/chart/chart-data.ts'

/** A reading that came while somebody looks. */
export interface Heard {
  at: number
  value: number
  flag: Flag
}

/**
 * The series with what came since, in the order of measurement. What is not newer than the newest sample is left out, as it may be in
 * there already: the next answer of the station has it.
 */
export function append(series: ChartSeries, heard: readonly Heard[]): ChartSeries {
  if (heard.length === 0) return series
  const samples = [...series.samples]
  for (const reading of heard) {
    const last = samples.at(-1)
    const width = series.resolutionMs
    const at = width === null ? reading.at : Math.floor(reading.at / width) * width
    if (!last || at > last.at) samples.push(sampleOf(at, reading))
    else if (width !== null && at === last.at)
      samples[samples.length - 1] = joined(last, sampleOf(at, reading))
  }
  return { ...series, samples }
}

function sampleOf(at: number, { value, flag }: Heard): Sample {
  const counts = { count: 1, suspect: Number(flag === 3), failed: Number(flag >= 4) }
  return { at, min: value, mean: value, max: value, flag, ...counts }
}

/** As the store would have summed them up: what failed counts, but is no part of the figures beside what did not. */
function joined(a: Sample, b: Sample): Sample {
  const counts = {
    count: a.count + b.count,
    suspect: a.suspect + b.suspect,
    failed: a.failed + b.failed,
    flag: Math.max(a.flag, b.flag) as Flag,
  }
  const [goodA, goodB] = [a.count - a.failed, b.count - b.failed]
  const { min, mean, max } = goodA === 0 && goodB > 0 ? b : a
  if ((goodA === 0) !== (goodB === 0)) return { at: a.at, min, mean, max, ...counts }
  const [shareA, shareB] = goodA === 0 ? [a.count, b.count] : [goodA, goodB]
  return {
    at: a.at,
    min: Math.min(a.min, b.min),
    mean: (a.mean * shareA + b.mean * shareB) / (shareA + shareB),
    max: Math.max(a.max, b.max),
    ...counts,
  }
}
