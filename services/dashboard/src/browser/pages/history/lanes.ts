import type { Range } from '../../parts/chart/chart-data.ts'

/** Something with a name that lasted. */
export interface Episode extends Range {
  id: string
}

/** Episodes drawn as one bar: more than one where they lie too close together to be told apart. `left` and `width` are pixels. */
export interface Bar<Each extends Episode> {
  episodes: [Each, ...Each[]]
  lane: number
  left: number
  width: number
}

const mostLanes = 3
/** Narrower ones nobody could hit. */
const leastWidth = 12
const between = 2

/** Bars over `width` pixels for the episodes that reach into the range, those that overlap below one another. */
export function layOut<Each extends Episode>(
  episodes: readonly Each[],
  range: Range,
  width: number,
): Bar<Each>[] {
  const bars: Bar<Each>[] = []
  const ends: number[] = []
  const place = (at: number) => ((at - range.from) / (range.to - range.from)) * width
  const seen = episodes.filter(({ from, to }) => to >= range.from && from < range.to)
  for (const episode of seen.toSorted((a, b) => a.from - b.from)) {
    const left = Math.min(width - leastWidth, Math.max(0, place(episode.from)))
    const right = Math.max(left + leastWidth, Math.min(width, place(episode.to)))
    const free = ends.findIndex((end) => end + between <= left)
    const lane = free >= 0 ? free : ends.length
    if (lane < mostLanes) {
      bars.push({ episodes: [episode], lane, left, width: right - left })
      ends[lane] = right
    } else {
      // The bar that ends last has room for one more by growing.
      const crowded = bars.findLast((bar) => bar.lane === mostLanes - 1)
      if (!crowded) continue
      crowded.episodes.push(episode)
      crowded.width = Math.max(crowded.width, right - crowded.left)
      ends[mostLanes - 1] = crowded.left + crowded.width
    }
  }
  return bars
}
