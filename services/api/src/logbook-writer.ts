import type { Correction, Entered, Instant } from '@jernih/domain'
import type { Draft } from '@jernih/journal'
import { HTTPException } from 'hono/http-exception'
import type { ApiDeps } from './deps.ts'
import { within } from './within.ts'

/** Longest that a call waits for the logbook. */
const limitMs = 5_000

type LogbookDraft = Extract<Draft, { kind: 'lab-sample' | 'cloth' }>
type Undated<D> = D extends LogbookDraft ? Omit<D, 'receivedAt'> : never

/** Writes into the logbook, one entry after another, so that of two who correct the same thing at once the second is told. */
export type WriteLogbook = (make: () => Promise<Undated<LogbookDraft>>) => Promise<Instant>

/**
 * `make` is called once the logbook shows all that was written before, and refuses by throwing. Resolves when the
 * entry is on disk, with its time: that of its writing, however long it waited, for an older one would be a clock that was set back.
 */
export function createLogbookWriter({
  journal,
  logbook,
  clock,
}: Pick<ApiDeps, 'journal' | 'logbook' | 'clock'>): WriteLogbook {
  let last: Promise<unknown> = Promise.resolve()

  async function write(make: Parameters<WriteLogbook>[0]): Promise<Instant> {
    if (!(await within(logbook.reached(journal.head()), limitMs))) {
      throw new HTTPException(503, { message: 'The logbook is behind, so nothing was written; try again' })
    }
    const made = await make()
    const receivedAt = clock.now()
    const end = await journal.append({ ...made, receivedAt })
    await within(logbook.reached(end), limitMs)
    return receivedAt
  }

  return (make) => {
    const written = last.then(() => write(make))
    last = written.catch(() => undefined)
    return written
  }
}

/** Throws 404 where there is no such entry at that site, and 409 where it was corrected already. */
export function refuseCorrection(found: Entered | null, { corrects }: Correction, isThere: boolean): void {
  if (!found || !isThere)
    throw new HTTPException(404, { message: `This site has no entry ${corrects} to correct` })
  if (found.correctedBy === null) return
  const message = `${corrects} was corrected already; what stands is ${found.correctedBy}`
  throw new HTTPException(409, { message })
}
