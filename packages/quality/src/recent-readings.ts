import type { Verdict } from './verdict.ts'

/** The last readings of a series in the order of their coming, so that a repeat is known. */
export interface RecentReadings {
  add(at: number, value: number, verdict: Verdict): void
  /** The verdict on the very reading, `different` where only its time is known, or `new`. */
  find(at: number, value: number): Verdict | 'different' | 'new'
}

export function createRecentReadings(capacity: number): RecentReadings {
  const times = new Float64Array(capacity).fill(Number.NaN)
  const values = new Float64Array(capacity)
  const verdicts = new Uint16Array(capacity)
  let next = 0

  return {
    add(at, value, verdict) {
      times[next] = at
      values[next] = value
      verdicts[next] = verdict
      next = (next + 1) % capacity
    },
    find(at, value) {
      let found: 'different' | 'new' = 'new'
      for (let place = 0; place < capacity; place += 1) {
        if (times[place] !== at) continue
        if (values[place] === value) return verdicts[place] as Verdict
        found = 'different'
      }
      return found
    },
  }
}
