import { setTimeout as sleep } from 'node:timers/promises'
import type { Journal } from '@jernih/journal'

const batchSize = 10

/** The same journal, followed in small batches, with time between them for a stop or a kill to fall into. */
export function slowly(journal: Journal, until = Number.POSITIVE_INFINITY): Journal {
  async function* follow(from: number, signal: AbortSignal) {
    for await (const batch of journal.follow(from, signal)) {
      for (let start = 0; start < batch.length; start += batchSize) {
        const part = batch.slice(start, start + batchSize).filter(({ offset }) => offset < until)
        if (part.length > 0) yield part
        if (signal.aborted) return
        await sleep(1)
      }
    }
  }
  return { ...journal, follow }
}
