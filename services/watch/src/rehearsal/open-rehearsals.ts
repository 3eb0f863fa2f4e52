import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Closable } from '@jernih/runtime'
import { type StoreSettings, StoreUnavailable } from '@jernih/store'
import type { RehearsalReply, RehearsalWork } from './rehearsal-worker.ts'
import type { RehearsalQuestion, RehearsalReport } from './report.ts'

export interface Rehearsals extends Closable {
  /**
   * `busy`: another one is under way. `late`: it took a minute. `too-many`: a rule raises more episodes than are kept. `left`: nobody
   * waits for it, by the signal. Rejects with StoreUnavailable.
   */
  rehearse(
    question: RehearsalQuestion,
    signal: AbortSignal,
  ): Promise<RehearsalReport | 'busy' | 'late' | 'too-many' | 'left'>
  close(): Promise<void>
}

const usualLimitMs = 60_000
/** Some pages of each series, and what is kept of the episodes. */
const resourceLimits = { maxOldGenerationSizeMb: 192, maxYoungGenerationSizeMb: 8 }

/** Rehearses on a thread of its own, which ends with the answer; one at a time, so that what it costs is bounded. */
export function openRehearsals(given: { store: StoreSettings; limitMs?: number }): Rehearsals {
  const { store, limitMs = usualLimitMs } = given
  const closed = new AbortController()
  let underWay: Promise<unknown> | null = null

  async function work(question: RehearsalQuestion, signal: AbortSignal) {
    const limit = AbortSignal.timeout(limitMs)
    const end = AbortSignal.any([closed.signal, signal, limit])
    const workerData: RehearsalWork = { question, store: settingsOf(store) }
    const worker = new Worker(new URL('./rehearsal-worker.ts', import.meta.url), {
      workerData,
      resourceLimits,
    })
    try {
      const [reply] = (await once(worker, 'message', { signal: end })) as [RehearsalReply]
      if (typeof reply === 'object' && 'unavailable' in reply) throw new StoreUnavailable(reply.unavailable)
      return reply
    } catch (error) {
      if (signal.aborted || closed.signal.aborted) return 'left'
      if (limit.aborted) return 'late'
      throw error
    } finally {
      await worker.terminate()
    }
  }

  return {
    async rehearse(question, signal) {
      if (closed.signal.aborted || signal.aborted) return 'left'
      if (underWay) return 'busy'
      const working = work(question, signal)
      underWay = working.catch(() => undefined)
      try {
        return await working
      } finally {
        underWay = null
      }
    },
    async close() {
      closed.abort()
      await underWay
    },
  }
}

/** Those alone which say where the store is. */
function settingsOf(settings: StoreSettings): StoreSettings {
  const { STORE, JERNIH_DATA_DIR, INFLUX_URL, INFLUX_DATABASE, INFLUX_USERNAME } = settings
  const { INFLUX_PASSWORD, INFLUX_ORG, INFLUX_BUCKET, INFLUX_TOKEN } = settings
  return {
    ...{ STORE, JERNIH_DATA_DIR, INFLUX_URL, INFLUX_DATABASE, INFLUX_USERNAME },
    ...{ INFLUX_PASSWORD, INFLUX_ORG, INFLUX_BUCKET, INFLUX_TOKEN },
  }
}
