/** The falling staircase of a run's highest values: each lower than the one before, and later. */
export interface Extremes {
  isEmpty(): boolean
  /** The highest value of the run; `-Infinity` of an empty one. */
  highest(): number
  /** Takes the run's next value, seen at `time`. */
  push(value: number, time: number): void
  /** Cuts the run off after its highest value; answers when the value after that was seen. */
  cut(): number
  /** Forgets the steps that ended by `time`, but not the last. */
  forgetBefore(time: number): void
  clear(): void
}

/**
 * O(1) amortised a value. A run of noise has two or three steps, a frozen one has one; where there would be more than
 * `capacity`, the newest share one, as high as their highest and as late as their latest.
 */
export function createExtremes(capacity: number): Extremes {
  const values: number[] = []
  /** When the value that came after a step was seen. */
  const ends: number[] = []
  let latest = Number.NaN

  function drop(): number {
    values.shift()
    return ends.shift() ?? Number.NaN
  }

  return {
    isEmpty: () => values.length === 0,
    highest: () => values[0] ?? Number.NEGATIVE_INFINITY,

    push(value, time) {
      latest = value
      const last = values.length - 1
      // A frozen value is its own step, seen once more.
      if (values[last] === value) return
      if (last >= 0) ends[last] = time
      while (values.length > 0 && (values[values.length - 1] as number) <= value) {
        values.pop()
        ends.pop()
      }
      if (values.length === capacity) return
      values.push(value)
      ends.push(Number.POSITIVE_INFINITY)
    },

    cut() {
      const end = drop()
      if (values.length === 0) {
        values.push(latest)
        ends.push(Number.POSITIVE_INFINITY)
      }
      return end
    },

    forgetBefore(time) {
      while (values.length > 1 && (ends[0] as number) <= time) drop()
    },

    clear() {
      values.length = 0
      ends.length = 0
    },
  }
}
