/** What a benchmark may be told; figures are medians of `runs`. */
export interface BenchmarkOptions {
  seconds: number
  /** Connections of the load. */
  clients: number
  /** Unacknowledged messages a connection; 1 is a logger that waits for its PUBACK. */
  inflight: number
  runs: number
}

export function median(values: readonly number[]): number {
  return percentile(values, 50)
}

/** Nearest rank. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? Number.NaN
}

export function rounded<T extends object>(figures: T): T {
  const entries = Object.entries(figures).map(([name, value]) => [
    name,
    typeof value === 'number' ? Number(value.toPrecision(5)) : value,
  ])
  return Object.fromEntries(entries) as T
}
