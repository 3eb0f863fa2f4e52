import type { Journal } from '@jernih/journal'
import type { Log } from '@jernih/runtime'
import type { HistorianPort } from './ports.ts'

/** A count is news for so long to whoever waits for none. */
const freshMs = 5_000

/** Readings, counted: the journal's own count beside the historian's. */
export interface Reconciliation {
  /** Lost ones too, as far as is known. */
  accepted: number
  stored: number
  /** Accepted, and not yet stored; quarantined ones stay among them. */
  pending: number
  quarantined: number
  /** Accepted, and gone with a damaged file of the journal before they were stored. */
  lost: number
  /** Places at which the journal lost entries, whether or not their readings were stored before. */
  holes: number
  rejected: number
  balanced: boolean
}

/** The books of readings, counted when somebody asks. An imbalance is told in the log. */
export interface Books {
  /** Counts now; whoever asks meanwhile gets the same count. */
  count(): Promise<Reconciliation>
  /** The newest count, waiting for none: an old one is made anew behind it. Null before the first. */
  lately(): Reconciliation | null
}

export function createBooks(deps: { journal: Journal; historian: HistorianPort; log: Log }): Books {
  const { journal, historian, log } = deps
  let underWay: Promise<Reconciliation> | null = null
  let newest: Reconciliation | null = null
  let begun = Number.NEGATIVE_INFINITY

  function count() {
    if (underWay) return underWay
    begun = performance.now()
    underWay = reconcile(journal, historian)
      .then((found) => {
        if (!found.balanced && newest?.balanced !== false) log.error(found, 'the books do not balance')
        newest = found
        return found
      })
      .finally(() => {
        underWay = null
      })
    return underWay
  }

  return {
    count,
    lately() {
      if (!underWay && performance.now() - begun > freshMs) {
        count().catch((error) => log.warn({ error }, 'the readings could not be counted'))
      }
      return newest
    },
  }
}

/**
 * Counts at one moment: the historian's count and its cursor are one, and what came after it is pending. Where more was stored than
 * the journal still counted after it was damaged, the store knows better.
 */
export async function reconcile(
  journal: Pick<Journal, 'totals' | 'head'>,
  historian: Pick<HistorianPort, 'stored'>,
): Promise<Reconciliation> {
  const { stored, cursor, quarantined, holes } = await historian.stored()
  const [passed, all] = await Promise.all([journal.totals(cursor), journal.totals(journal.head())])
  const lost = holes.reduce((sum, hole) => sum + Math.max(0, hole.lost), 0)
  const uncounted = holes.reduce((sum, hole) => sum + Math.max(0, -hole.lost), 0)
  const accepted = all.accepted + uncounted
  const pending = all.accepted - passed.accepted + quarantined
  const balanced = accepted === stored + pending + lost
  return {
    accepted,
    stored,
    pending,
    quarantined,
    lost,
    holes: holes.length,
    rejected: all.rejected,
    balanced,
  }
}
