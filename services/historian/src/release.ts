import type { ReadingStore } from '@jernih/store'
import { sift } from './deliver.ts'
import type { Ledger } from './ledger.ts'

/** What came of the readings in quarantine, counted. */
export interface Released {
  stored: number
  /** Still in quarantine, with what the store says now. */
  refused: number
}

const pageSize = 1_000

/** Writes what is in quarantine again, oldest first. Rejects with StoreUnavailable; what was stored by then is released. */
export async function release(ledger: Ledger, store: ReadingStore): Promise<Released> {
  const released: Released = { stored: 0, refused: 0 }
  const [newest] = await ledger.quarantined({ limit: 1 })
  let after = 0
  while (newest !== undefined && after < newest.id) {
    const held = await ledger.held({ after, limit: pageSize })
    // What came after it is stored by now.
    const page = held.map((reading) => ({ ...reading, fresh: false }))
    const refused = await sift(page, (readings) => store.write(readings))
    const kept = new Set(refused.map(({ reading }) => reading.id))
    const stored = page.filter(({ id }) => !kept.has(id))
    await ledger.release({ stored, refused })
    released.stored += stored.length
    released.refused += refused.length
    after = page.at(-1)?.id ?? newest.id
  }
  return released
}
