/** What a benchmark may be told; figures are medians of `runs`. */
export interface BenchmarkOptions {
  seconds: number
  /** Connections of the load. */
  clients: number
  /** Unacknowledged messages a connection; 1 is a logger that waits for its PUBACK. */
  inflight: number
  runs: number
}

/** Runs `run` again and again, and answers the median of each of its figures, to five digits. */
export async function mediansOf<T extends Record<string, number>>(
  runs: number,
  run: () => Promise<T>,
): Promise<T> {
  const results: T[] = []
  for (let n = 0; n < runs; n++) results.push(await run())
  const names = Object.keys(results[0] ?? {})
  const medians = names.map((name) => {
    const median = percentile(
      results.map((result) => result[name] ?? Number.NaN),
      50,
    )
    return [name, Number(median.toPrecision(5))]
  })
  return Object.fromEntries(medians) as T
}

/** Nearest rank. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? Number.NaN
}
