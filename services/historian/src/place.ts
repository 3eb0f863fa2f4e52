import type { Journal } from '@jernih/journal'
import type { Log } from '@jernih/runtime'
import type { ReadingStore } from '@jernih/store'
import type { Ledger } from './ledger.ts'

interface Parts {
  ledger: Ledger
  journal: Journal
  log: Log
}

/** A record that is older or newer than the journal itself cannot be gone on with: begins anew then. */
export async function findPlace({ ledger, journal, log }: Parts): Promise<void> {
  const { cursor } = ledger.progress()
  const oldest = journal.oldest()
  if (cursor >= oldest && cursor <= journal.head()) return
  log.error(
    { cursor, oldest, head: journal.head() },
    'the historian has lost its place in the journal and writes again what the journal still keeps',
  )
  await beginAnew(ledger, journal)
}

/**
 * Another store than before, an emptied one, or one from an old backup lacks what the one before had: then begins anew, which takes
 * nothing from a store that has some of it. Answers whether it did not have to; rejects with StoreUnavailable.
 */
export async function isSameStore({
  ledger,
  journal,
  store,
  log,
}: Parts & { store: ReadingStore }): Promise<boolean> {
  const witness = await ledger.witness()
  if (witness === null) return true
  const { site, point, parameter, at } = witness
  const range = { from: at, to: at + 1, maxPoints: 1, resolution: 'raw' } as const
  const { buckets } = await store.read({ site, point, parameter, ...range })
  if (buckets.length > 0) return true
  log.error(
    { missing: witness, oldest: journal.oldest() },
    'the store lacks what was written to it: the historian writes again what the journal still keeps',
  )
  await beginAnew(ledger, journal)
  return false
}

async function beginAnew(ledger: Ledger, journal: Journal): Promise<void> {
  const oldest = journal.oldest()
  const { accepted } = await journal.totals(oldest)
  await ledger.restart(oldest, accepted)
}
