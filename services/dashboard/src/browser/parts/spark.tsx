import './spark.css'
import { formatValue } from '../format.ts'
import { type SparkPoint, sparkPath } from './spark-path.ts'
import { tileWords } from './tile-words.ts'

const width = 120
const height = 26

/** The last hour of a series. What is missing stays empty; what failed is marked and is no part of the line. */
export interface LastHour {
  /** Unix ms. */
  from: number
  to: number
  points: readonly SparkPoint[]
}

export function Spark(props: { of: LastHour; decimals: number; intervalSeconds: number }) {
  const { of, decimals, intervalSeconds } = props
  const { from, to } = of
  const path = sparkPath(of.points, { from, to, width, height, intervalMs: intervalSeconds * 1_000 })
  const words = tileWords()
  const failed = of.points.filter(({ flag }) => flag >= 4).length
  const said = [
    path.range
      ? words.lastHour(formatValue(path.range.low, decimals), formatValue(path.range.high, decimals))
      : words.lastHourEmpty,
    ...(path.gaps > 0 ? [words.gaps(path.gaps)] : []),
    ...(failed > 0 ? [words.failed(failed)] : []),
  ].join(', ')
  return (
    <svg
      class="spark"
      viewBox={`0 -2 ${width} ${height + 4}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={said}
    >
      <path class="line" d={path.line} />
      <path class="suspect" d={path.suspect} />
      <path class="failed" d={path.failed} />
    </svg>
  )
}
