import { setTimeout as wait } from 'node:timers/promises'
import type { Journal } from '@jernih/journal'
import {
  type Clock,
  type Closable,
  type Log,
  type OpenDatabase,
  openDatabase,
  systemClock,
} from '@jernih/runtime'
import { BatchRefused, type ReadingStore, StoreUnavailable } from '@jernih/store'
import type { Registry } from 'prom-client'
import { createBackoff } from './backoff.ts'
import { type Delivered, deliver, type Write } from './deliver.ts'
import { type Batch, type BatchBounds, gather } from './gather.ts'
import { openLedger, type Progress, type Quarantined } from './ledger.ts'
import { createMetrics } from './metrics.ts'
import { createNews } from './news.ts'
import { findPlace, isSameStore } from './place.ts'
import { type Released, release } from './release.ts'
import { type RetryOptions, retry } from './retry.ts'

export interface HistorianOptions {
  /** Followed by the name `historian`. */
  journal: Journal
  store: ReadingStore
  log: Log
  metrics: Registry
  /** Where `historian.db` is. */
  directory: string
  openDatabase?: OpenDatabase
  clock?: Clock
  /** 0 to 1: spreads the tries of many historians after an outage. */
  random?: () => number
  /** Waits between tries: up to `firstMs` after the first failure, doubling to `longestMs`. */
  retry?: { firstMs: number; longestMs: number }
  batch?: BatchBounds
}

/** How far the store is behind the journal; quarantined readings are not among them. */
export interface Lag {
  entries: number
  readings: number
  /** Age of the oldest batch that is not yet stored. */
  seconds: number
}

/** Carries the journal's readings to the store, in order, each at least once, and counts what the store has confirmed. */
export interface Historian extends Closable {
  /** Durable, and of one moment. */
  stored(): Promise<Progress>
  lag(): Promise<Lag>
  /** Readings that the store would not take, newest first, with ids below `before`. */
  quarantined(page: { before?: number; limit: number }): Promise<Quarantined[]>
  /**
   * Writes what is in quarantine again, for when its reason was mended; what is refused again stays there. Rejects with
   * StoreUnavailable; what was stored by then is released. Asked again meanwhile, it answers the same.
   */
  release(): Promise<Released>
  /** A write under way may end within three seconds; what is not confirmed by then is written again after the next start. */
  close(): Promise<void>
}

const consumer = 'historian'
const closeLimitMs = 3_000

export async function startHistorian(options: HistorianOptions): Promise<Historian> {
  const { journal, store, directory, clock = systemClock, random = Math.random } = options
  const { retry: waits = usualWaits, batch: bounds = usualBatch } = options
  const ledger = await openLedger(directory, options.openDatabase ?? openDatabase)
  await findPlace({ ledger, journal, log: options.log })
  const metrics = createMetrics(options.metrics, { progress: ledger.progress, lag })
  const tell = createNews(options.log)
  const closing = new AbortController()
  const trying = (onFailure: RetryOptions['onFailure']) => ({
    backoff: createBackoff({ ...waits, random }),
    closing: closing.signal,
    onFailure,
  })
  let inHand: Batch | null = null
  let storeIsKnown = false
  let releasing: Promise<Released> | null = null

  function unavailable(error: unknown, waitMs: number): void {
    metrics.retries.inc()
    tell.unavailable(error, waitMs)
  }
  const writing: RetryOptions = {
    ...trying(unavailable),
    isFinal: (error) => error instanceof BatchRefused,
    askedMs: (error) => (error instanceof StoreUnavailable ? error.retryAfterMs : null),
  }
  const recording = trying(tell.unrecorded)
  /** Begun anew, a batch that was refused as a whole has with it what came meanwhile, which may prove that the store is well. */
  const carrying = trying((error, waitMs) => {
    if (error instanceof StoreUnavailable) unavailable(error, waitMs)
    else tell.stopped(error, waitMs)
  })

  const write: Write = (readings) =>
    retry(async () => {
      const startedAt = performance.now()
      await store.write(readings)
      metrics.writeSeconds.observe((performance.now() - startedAt) / 1_000)
      tell.written()
    }, writing)

  /** The next batch is written while the one before is being recorded. */
  async function carry(): Promise<void> {
    let recorded = Promise.resolve()
    let anew = false
    try {
      const from = ledger.progress().cursor
      for await (const batch of gather(journal.follow(from, closing.signal), { ...bounds, from })) {
        if (closing.signal.aborted) break
        inHand = batch
        const { hole } = batch
        if (hole) {
          await recorded
          await retry(() => passHole(hole), recording)
        }
        if (!storeIsKnown) {
          anew = !(await isSameStore({ ledger, journal, store, log: options.log }))
          storeIsKnown = true
          if (anew) break
        }
        const delivered = await deliver(batch.readings, write)
        carrying.backoff.reset()
        await recorded
        recorded = record(batch, delivered)
        recorded.catch(() => {})
      }
    } finally {
      await recorded
    }
    if (anew) await carry()
  }

  async function record({ readings, to }: Batch, { refused, witness }: Delivered): Promise<void> {
    const stored = readings.length - refused.length
    await retry(() => ledger.record({ to, stored, refused, witness, hole: null }), recording)
    if (inHand?.to === to) inHand = null
    for (const each of refused) tell.quarantined(each)
    await retry(() => journal.advance(consumer, to), recording)
  }

  /** Whatever the journal counts below the hole's end and nobody accounts for is lost. */
  async function passHole({ before, readings }: NonNullable<Batch['hole']>): Promise<void> {
    // What lies before the entry may be unreadable, and so its count.
    const { accepted } = await journal.totals(before + 1)
    const lost = accepted - readings - accountedFor(ledger.progress())
    const nothing = { stored: 0, refused: [], witness: null }
    await ledger.record({ to: before, ...nothing, hole: { below: before, lost } })
  }

  async function lag(): Promise<Lag> {
    const { accepted } = await journal.totals()
    const progress = ledger.progress()
    return {
      entries: journal.head() - progress.cursor,
      readings: accepted - accountedFor(progress),
      seconds: inHand === null ? 0 : (clock.now() - inHand.since) / 1_000,
    }
  }

  const running = retry(carry, carrying).catch(() => {})

  return {
    stored: async () => ({ ...ledger.progress() }),
    lag,
    quarantined: ledger.quarantined,
    release() {
      releasing ??= release(ledger, store).finally(() => {
        releasing = null
      })
      return releasing
    },
    async close() {
      closing.abort()
      await Promise.race([running, wait(closeLimitMs, undefined, { ref: false })])
      await ledger.close()
    },
  }
}

function accountedFor({ stored, quarantined, holes }: Progress): number {
  return holes.reduce((sum, { lost }) => sum + lost, stored + quarantined)
}

const usualWaits = { firstMs: 500, longestMs: 30_000 }
/** The larger a batch, the seldomer each page of the store's file is written; nobody's eyes are on the store within a second. */
const usualBatch: BatchBounds = { readings: 50_000, lingerMs: 800 }
