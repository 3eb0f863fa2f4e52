import type { Instant } from '@jernih/domain'
import type { Journal } from '@jernih/journal'
import type { Clock, Log } from '@jernih/runtime'
import type { HistorianPort } from './ports.ts'

/** It is looked up this often at most. */
const freshMs = 1_000

/** Up to when the server has everything: whatever was received before is in the store. */
export interface StoredUntil {
  /** As known lately, waiting for nothing; what is old is looked up behind it. Null before the first look. */
  lately(): Instant | null
  /** Looks now. */
  look(): Promise<Instant>
}

export function createStoredUntil(deps: {
  journal: Journal
  historian: HistorianPort
  clock: Clock
  log: Log
}): StoredUntil {
  const { journal, historian, clock, log } = deps
  let newest: Instant | null = null
  let begun = Number.NEGATIVE_INFINITY
  let underWay: Promise<Instant> | null = null

  function look(): Promise<Instant> {
    begun = performance.now()
    underWay ??= storedUntil(journal, historian, clock)
      .then((at) => {
        newest = at
        return at
      })
      .finally(() => {
        underWay = null
      })
    return underWay
  }

  return {
    lately() {
      if (performance.now() - begun > freshMs) {
        look().catch((error) => log.warn({ error }, 'until when readings are stored could not be told'))
      }
      return newest
    },
    look,
  }
}

/** When the first entry came that is yet to be stored; now where there is none. */
async function storedUntil(journal: Journal, historian: HistorianPort, clock: Clock): Promise<Instant> {
  const now = clock.now()
  const { cursor } = await historian.stored()
  const from = Math.max(cursor, journal.oldest())
  if (from >= journal.head()) return now
  const stop = new AbortController()
  for await (const [entry] of journal.follow(from, stop.signal)) {
    stop.abort()
    if (entry) return Math.min(now, entry.receivedAt)
  }
  return now
}
