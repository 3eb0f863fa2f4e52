import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import type { Lag } from './historian.ts'
import type { Progress } from './ledger.ts'

export interface Metrics {
  writeSeconds: Histogram
  retries: Counter
}

/** What the historian tells Prometheus of itself; gauges are asked when they are read. */
export function createMetrics(
  registry: Registry,
  { progress, lag }: { progress: () => Progress; lag: () => Promise<Lag> },
): Metrics {
  const registers = [registry]
  const gauge = (name: string, help: string, value: () => number | Promise<number>) =>
    new Gauge({
      name: `jernih_historian_${name}`,
      help,
      registers,
      async collect() {
        this.set(await value())
      },
    })
  gauge('stored_readings', 'Readings confirmed written to the store', () => progress().stored)
  gauge('quarantined_readings', 'Readings that the store will never take', () => progress().quarantined)
  gauge('lag_readings', 'Accepted readings that wait to be stored', async () => (await lag()).readings)
  gauge('lag_entries', 'Journal entries not yet taken up', async () => (await lag()).entries)
  gauge('lag_seconds', 'Age of the oldest batch that is not yet stored', async () => (await lag()).seconds)
  return {
    writeSeconds: new Histogram({
      name: 'jernih_historian_write_seconds',
      help: 'Time of one successful write of a batch',
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      registers,
    }),
    retries: new Counter({
      name: 'jernih_historian_retries_total',
      help: 'Writes that failed and were, or will be, tried again',
      registers,
    }),
  }
}
