import type { Verdict } from './verdict.ts'

/** The last readings of a series in the order of their coming, so that a repeat is known. */
export interface RecentReadings {
  add(at: number, value: number, verdict: Verdict): void
  /** The verdict on the very reading, `different` where only its time is known, or `new`. */
  find(at: number, value: number): Verdict | 'different' | 'new'
}

/** Time, value and verdict of a reading stand side by side, so that one is found or written in one place of the memory. */
const width = 3

export function createRecentReadings(capacity: number): RecentReadings {
  const kept = new Float64Array(capacity * width).fill(Number.NaN)
  let next = 0

  return {
    add(at, value, verdict) {
      kept[next] = at
      kept[next + 1] = value
      kept[next + 2] = verdict
      next = (next + width) % kept.length
    },
    find(at, value) {
      let found: 'different' | 'new' = 'new'
      for (let place = 0; place < kept.length; place += width) {
        if (kept[place] !== at) continue
        if (kept[place + 1] === value) return kept[place + 2] as Verdict
        found = 'different'
      }
      return found
    },
  }
}
