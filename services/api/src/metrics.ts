import type { MiddlewareHandler } from 'hono'
import { collectDefaultMetrics, Gauge, Histogram } from 'prom-client'
import type { ApiDeps } from './deps.ts'
import { routeName } from './guard.ts'
import type { Inside } from './inside.ts'

/** Registers what the api measures: the journal's commits, the counts, each consumer's lag, open streams, the process. */
export function registerMetrics(
  { metrics, journal, consumers, log }: ApiDeps,
  { books, hub }: Pick<Inside, 'books' | 'hub'>,
) {
  const registers = [metrics]
  collectDefaultMetrics({ register: metrics })

  const commits = new Histogram({
    name: 'jernih_journal_commit_seconds',
    help: 'From the first append of a commit to its fsync',
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
    registers,
  })
  const entries = new Histogram({
    name: 'jernih_journal_commit_entries',
    help: 'Entries that share a commit',
    buckets: [1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000],
    registers,
  })
  journal.onCommit((commit) => {
    commits.observe(commit.durationMs / 1_000)
    entries.observe(commit.entries)
  })

  const counts = new Gauge({
    name: 'jernih_readings',
    help: 'Readings counted since the journal began: accepted = stored + pending + lost',
    labelNames: ['state'],
    registers,
    async collect() {
      try {
        const { balanced, quarantined, holes, ...states } = await books.count()
        for (const [state, count] of Object.entries(states)) counts.set({ state }, count)
      } catch (error) {
        log.warn({ error }, 'the readings could not be counted')
      }
    },
  })
  const balance = new Gauge({
    name: 'jernih_readings_balanced',
    help: '1 while accepted = stored + pending + lost',
    registers,
    async collect() {
      // The gauge above tells why where there is no count.
      const counted = await books.count().catch(() => null)
      balance.set(counted ? Number(counted.balanced) : Number.NaN)
    },
  })
  const lag = new Gauge({
    name: 'jernih_consumer_lag_entries',
    help: 'Journal entries that the consumer has not passed yet',
    labelNames: ['consumer'],
    registers,
    collect() {
      for (const consumer of consumers) lag.set({ consumer }, journal.head() - journal.cursor(consumer))
    },
  })
  const streams = new Gauge({
    name: 'jernih_stream_clients',
    help: 'Open event streams',
    registers,
    collect(): void {
      streams.set(hub.clients())
    },
  })
}

/** Times each request by its route, so that a path's ids make no new series. A stream counts until its first byte. */
export function measureRequests({ metrics }: Pick<ApiDeps, 'metrics'>): MiddlewareHandler {
  const durations = new Histogram({
    name: 'jernih_http_request_seconds',
    help: 'Until the answer begins',
    labelNames: ['route', 'status'],
    buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5],
    registers: [metrics],
  })
  return async (c, next) => {
    const end = durations.startTimer()
    await next()
    end({ route: routeName(c) || 'none', status: c.res.status })
  }
}
