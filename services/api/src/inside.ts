import { createStoredUntil, type StoredUntil } from './completeness.ts'
import type { ApiDeps } from './deps.ts'
import { type Checkup, createCheckup } from './readiness.ts'
import { type Books, createBooks } from './reconcile.ts'
import { createStreamHub, type StreamHub } from './stream/hub.ts'

/** What the calls share: one count of the readings, one answer to whether all is well, one listener on the watch. */
export interface Inside {
  books: Books
  checkup: Checkup
  hub: StreamHub
  storedUntil: StoredUntil
}

/** The hub is to be closed. */
export function openInside(deps: ApiDeps): Inside {
  const books = createBooks(deps)
  const checkup = createCheckup(deps, books)
  const storedUntil = createStoredUntil(deps)
  return { books, checkup, storedUntil, hub: createStreamHub({ ...deps, checkup, storedUntil }) }
}
