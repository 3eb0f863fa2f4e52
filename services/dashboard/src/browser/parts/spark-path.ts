/** One minute of a series. */
export interface SparkPoint {
  /** Unix ms. */
  at: number
  mean: number
  flag: number
}

/** A spark line in a box of `width` by `height`: SVG paths, empty where there is nothing of that kind. */
export interface SparkPath {
  /** Broken where nothing was measured. */
  line: string
  /** A dot each for what is doubtful, and for what failed: the latter are not part of the line. */
  suspect: string
  failed: string
  /** Lowest and highest value of the line; null where it has none. */
  range: { low: number; high: number } | null
  gaps: number
}

/** Longer than this between two points is a gap. */
const gapIntervals = 3

export function sparkPath(
  points: readonly SparkPoint[],
  box: { from: number; to: number; width: number; height: number; intervalMs: number },
): SparkPath {
  const { from, to, width, height, intervalMs } = box
  const good = points.filter(({ flag }) => flag < 4)
  const values = good.map(({ mean }) => mean)
  const range = values.length > 0 ? { low: Math.min(...values), high: Math.max(...values) } : null
  const x = (at: number) => round(((at - from) / (to - from)) * width)
  const y = (value: number) => {
    // What does not change runs through the middle. Halves keep the span of the largest numbers finite.
    if (!range || range.high === range.low) return height / 2
    return round(height * (1 - (value / 2 - range.low / 2) / (range.high / 2 - range.low / 2)))
  }
  const longest = gapIntervals * Math.max(60_000, intervalMs)
  let gaps = 0
  let before: number | null = null
  let line = ''
  for (const { at, mean } of good) {
    const isGap = before !== null && at - before > longest
    if (isGap) gaps++
    line += `${before === null || isGap ? 'M' : 'L'}${x(at)} ${y(mean)}`
    before = at
  }
  // A line of no length with round ends is a dot, and one whose neighbours are missing is seen.
  const dots = (wanted: (flag: number) => boolean, height: (value: number) => number) =>
    points
      .filter(({ flag }) => wanted(flag))
      .map(({ at, mean }) => `M${x(at)} ${height(mean)}h0`)
      .join('')
  return {
    line: line && `${line}h0`,
    suspect: dots((flag) => flag === 3, y),
    failed: dots(
      (flag) => flag >= 4,
      () => height,
    ),
    range,
    gaps,
  }
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
