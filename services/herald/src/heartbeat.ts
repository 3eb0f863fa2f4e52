import { setTimeout as sleep } from 'node:timers/promises'
import type { Closable, Log } from '@jernih/runtime'

const timeLimitMs = 10_000

/**
 * Calls `url` every `everyMs` for as long as alarms are evaluated and kept: while the watch's place in the journal moves, as it does with
 * each tick of the clock. Whoever waits at that URL notices when Jernih, its machine or its link falls silent.
 */
export function startHeartbeat(given: {
  url: string
  everyMs: number
  watch: { cursor(): number }
  log: Log
}): Closable {
  const { url, everyMs, watch, log } = given
  const closing = new AbortController()
  const beating = beat()

  async function beat(): Promise<void> {
    let seen = watch.cursor()
    while (!closing.signal.aborted) {
      await sleep(everyMs, undefined, { signal: closing.signal }).catch(() => undefined)
      if (closing.signal.aborted) return
      const cursor = watch.cursor()
      if (cursor === seen) log.error({ cursor }, 'the watch stands still, so no heartbeat goes out')
      else await call()
      seen = cursor
    }
  }

  async function call(): Promise<void> {
    try {
      const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(timeLimitMs)])
      const response = await fetch(url, { signal })
      await response.body?.cancel()
      if (!response.ok) log.warn({ status: response.status }, 'the heartbeat was refused')
    } catch (error) {
      if (!closing.signal.aborted) log.warn({ error }, 'the heartbeat did not arrive')
    }
  }

  return {
    async close() {
      closing.abort()
      await beating
    },
  }
}
