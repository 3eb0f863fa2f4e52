import { createOccasionally, type Log } from '@jernih/runtime'
import type { Refused } from './ledger.ts'

/** What the historian tells in the log: the first of many alike, and then one a minute. */
export interface News {
  written(): void
  unavailable(error: unknown, waitMs: number): void
  unrecorded(error: unknown, waitMs: number): void
  stopped(error: unknown, waitMs: number): void
  quarantined(refused: Refused): void
}

const quietMs = 60_000

export function createNews(log: Log): News {
  const unavailable = createOccasionally(quietMs)
  const unrecorded = createOccasionally(quietMs)
  const stopped = createOccasionally(quietMs)
  const quarantined = createOccasionally(quietMs)
  let outage: { since: number; tries: number } | null = null

  return {
    written() {
      if (outage === null) return
      const seconds = Math.round((performance.now() - outage.since) / 1_000)
      log.info({ seconds, tries: outage.tries }, 'the store takes readings again')
      outage = null
    },
    unavailable(error, waitMs) {
      outage ??= { since: performance.now(), tries: 0 }
      outage.tries++
      unavailable((heldBack) =>
        log.error(
          { error, waitMs, heldBack },
          'the store cannot be written; the readings wait in the journal',
        ),
      )
    },
    unrecorded(error, waitMs) {
      unrecorded((heldBack) =>
        log.error({ error, waitMs, heldBack }, 'the historian cannot record how far it is'),
      )
    },
    stopped(error, waitMs) {
      stopped((heldBack) => log.error({ error, waitMs, heldBack }, 'the historian stopped and begins again'))
    },
    quarantined({ reading, reason }) {
      quarantined((heldBack) =>
        log.warn(
          { ...reading, reason, heldBack },
          'the store does not take this reading; it is in quarantine',
        ),
      )
    },
  }
}
