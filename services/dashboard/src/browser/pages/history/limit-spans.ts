import type { Limit } from '../../link/wire.ts'
import type { LimitSpan, Range } from '../../parts/chart/chart-data.ts'
import { fromLocal } from '../../zone-time.ts'

/** The limits of a point at some moment, at most one a parameter. */
export type LimitsAt = (at: number) => Promise<readonly Limit[]>

/**
 * The limits of a range by parameter, each while it was in force: asks at both ends, and on both sides of each day on which one of those
 * that it was told begins or ends. `zone` is the site's.
 */
export async function readLimitSpans(
  { from, to }: Range,
  zone: string,
  limitsAt: LimitsAt,
): Promise<ReadonlyMap<string, LimitSpan[]>> {
  const told = new Map<number, readonly Limit[]>()
  let asked = [from, to - 1]
  while (asked.length > 0) {
    const answers = await Promise.all(asked.map(async (at) => [at, await limitsAt(at)] as const))
    for (const [at, limits] of answers) told.set(at, limits)
    const days = answers.flatMap(([, limits]) =>
      limits.flatMap(({ validFrom, validTo }) => [validFrom, validTo]),
    )
    const midnights = days.flatMap((day) => (day === null ? [] : fromLocal(Date.parse(day), zone)))
    asked = [...new Set(midnights.flatMap((at) => [at - 1, at]))].filter(
      (at) => at > from && at < to && !told.has(at),
    )
  }
  return joined(
    [...told].toSorted(([a], [b]) => a - b),
    to,
  )
}

/** Each moment's limits hold until the next one's. */
function joined(told: [number, readonly Limit[]][], end: number): ReadonlyMap<string, LimitSpan[]> {
  const spans = new Map<string, LimitSpan[]>()
  for (const [place, [from, limits]] of told.entries()) {
    const to = told[place + 1]?.[0] ?? end
    for (const { parameter, low, high, citation } of limits) {
      const known = spans.get(parameter) ?? []
      const last = known.at(-1)
      const goesOn =
        last?.to === from &&
        last.low === low &&
        last.high === high &&
        last.citation.source === citation.source
      if (goesOn) last.to = to
      else known.push({ from, to, low, high, citation })
      spans.set(parameter, known)
    }
  }
  return spans
}
