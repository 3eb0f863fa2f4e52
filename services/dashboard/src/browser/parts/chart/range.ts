import type { Range } from './chart-data.ts'

const secondMs = 1_000
const dayMs = 86_400_000

/** From half a minute to a little more than a year. */
const shortestMs = 30 * secondMs
const longestMs = 372 * dayMs

/** The range grown (`factor` above 1) or narrowed about `at`, which keeps its place on the screen. */
export function zoomAt({ from, to }: Range, at: number, factor: number): Range {
  const length = Math.min(longestMs, Math.max(shortestMs, (to - from) * factor))
  const share = (at - from) / (to - from)
  return whole({ from: at - share * length, to: at + (1 - share) * length })
}

/** The range moved on by that share of its own length. */
export function panBy({ from, to }: Range, share: number): Range {
  const by = (to - from) * share
  return whole({ from: from + by, to: to + by })
}

/** The range between two places, in any order, no shorter than can be shown. */
export function rangeBetween(a: number, b: number): Range {
  const range = { from: Math.min(a, b), to: Math.max(a, b) }
  return range.to - range.from < shortestMs
    ? zoomAt({ ...range, to: range.from + 1 }, range.from, 1)
    : whole(range)
}

/** The range, no part of which lies after `now` or before 1970: moved, and kept as long as it was. */
export function within({ from, to }: Range, now: number): Range {
  const length = Math.min(longestMs, to - from)
  const end = Math.max(length, Math.min(to, now))
  return whole({ from: end - length, to: end })
}

function whole({ from, to }: Range): Range {
  return { from: Math.round(from), to: Math.round(to) }
}
