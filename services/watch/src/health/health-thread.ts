import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Closable } from '@jernih/runtime'
import type { HealthFigures, HealthQuestion } from './question.ts'

/** A thread that reads `alarms.db` beside the watch. It begins with a question, and ends when none has come for a while. */
export interface HealthThread extends Closable {
  /** One at a time. `late` where `limit` is up first: the thread is ended then, and the next question begins another. */
  ask(question: HealthQuestion, limit: AbortSignal): Promise<HealthFigures | 'late'>
  close(): Promise<void>
}

const idleMs = 60_000
/** Four numbers an episode are kept for the medians: room for more than can be read in time. */
const resourceLimits = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 8 }

export function createHealthThread(file: string): HealthThread {
  const closed = new AbortController()
  let worker: Worker | null = null
  let idle: NodeJS.Timeout | undefined

  async function end(): Promise<void> {
    clearTimeout(idle)
    const ending = worker
    worker = null
    await ending?.terminate()
  }

  return {
    async ask(question, limit) {
      closed.signal.throwIfAborted()
      if (limit.aborted) return 'late'
      clearTimeout(idle)
      worker ??= new Worker(new URL('./health-worker.ts', import.meta.url), {
        workerData: { file },
        resourceLimits,
      })
      worker.postMessage(question)
      try {
        const [figures] = await once(worker, 'message', { signal: AbortSignal.any([closed.signal, limit]) })
        idle = setTimeout(end, idleMs).unref()
        return figures
      } catch (error) {
        await end()
        if (limit.aborted && !closed.signal.aborted) return 'late'
        throw error
      }
    },
    async close() {
      closed.abort(new Error('the alarm health is closed'))
      await end()
    },
  }
}
