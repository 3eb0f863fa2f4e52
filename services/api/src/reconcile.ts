import type { Journal } from '@jernih/journal'
import type { HistorianPort } from './ports.ts'

/** Readings, counted: the journal's own count beside the historian's. */
export interface Reconciliation {
  accepted: number
  stored: number
  /** Accepted, and not yet stored; quarantined ones stay among them. */
  pending: number
  rejected: number
  balanced: boolean
}

/** Counts at one moment: the historian's count and its cursor are one, and what came after it is pending. */
export async function reconcile(journal: Journal, historian: HistorianPort): Promise<Reconciliation> {
  const { stored, cursor, quarantined } = await historian.stored()
  const [passed, all] = await Promise.all([journal.totals(cursor), journal.totals(journal.head())])
  const pending = all.accepted - passed.accepted + quarantined
  const { accepted, rejected } = all
  return { accepted, stored, pending, rejected, balanced: accepted === stored + pending }
}
