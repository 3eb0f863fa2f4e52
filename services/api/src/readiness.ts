import { z } from '@hono/zod-openapi'
import type { Caller } from './callers.ts'
import type { ApiDeps } from './deps.ts'
import type { Books } from './reconcile.ts'
import { within } from './within.ts'

/** A consumer this many entries behind is worth a warning. */
const farBehindEntries = 100_000
/** Longest that a check waits for a fresh count; after it the newest one serves. */
const countLimitMs = 2_000

export const Readiness = z
  .strictObject({
    ready: z.boolean(),
    reasons: z.array(z.string()).openapi({ description: 'Why it is not ready' }),
    warnings: z.array(z.string()).openapi({ description: 'What somebody should look at' }),
  })
  .openapi('Readiness')
export type Readiness = z.infer<typeof Readiness>

/** Whether readings are taken in and kept. */
export interface Checkup {
  /** As far as is known already; waits for nothing. Mistakes in the sites' files are for who may see every site: others get their number. */
  now(asker: Asker): Readiness
  /** As `now`, after a fresh count of the readings. */
  fresh(asker: Asker): Promise<Readiness>
}

export type Asker = 'sees-every-site' | 'anyone'

/** Null where the caller has no credentials. */
export function askerOf(caller: Pick<Caller, 'site'> | null): Asker {
  return caller?.site === null ? 'sees-every-site' : 'anyone'
}

export function createCheckup(deps: ApiDeps, books: Books): Checkup {
  const { journal, sites, consumers, gateway, herald, log } = deps

  function reasons(): string[] {
    const kept = journal.health()
    const link = gateway?.health() ?? { connected: true }
    return [
      ...(kept.writable ? [] : [`The journal cannot be written: ${kept.reason}`]),
      ...(link.connected ? [] : [`There is no connection to the broker: ${link.reason}`]),
      ...(sites.all().length > 0 ? [] : ['There is no site; write one into the sites folder']),
    ]
  }

  function warnings(asker: Asker): string[] {
    const mistakes = sites.mistakes()
    const head = journal.head()
    const behind = consumers
      .map((name) => ({ name, entries: head - journal.cursor(name) }))
      .filter(({ entries }) => entries > farBehindEntries)
    return [
      ...(asker === 'sees-every-site' || mistakes.length === 0
        ? mistakes
        : [`The sites' files have mistakes: ${mistakes.length}`]),
      ...behind.map(({ name, entries }) => `${name} is ${entries} entries behind`),
      ...herald.failing().map(({ channel }) => `Messages by ${channel} fail; see /api/v1/channels`),
      ...bookWarnings(),
    ]
  }

  function bookWarnings(): string[] {
    const counted = books.lately()
    if (!counted) return []
    const { accepted, stored, pending, quarantined, lost, holes, balanced } = counted
    return [
      ...(balanced
        ? []
        : [
            `The books do not balance: ${accepted} accepted, ${stored} stored, ${pending} pending, ${lost} lost`,
          ]),
      ...(holes === 0
        ? []
        : [
            `Holes in the journal, where a damaged file lost entries: ${holes}; readings lost with them: ${lost}; see pnpm verify`,
          ]),
      ...(quarantined === 0
        ? []
        : [`Readings that the store would not take: ${quarantined}; see /api/v1/quarantine`]),
    ]
  }

  function now(asker: Asker): Readiness {
    const against = reasons()
    return { ready: against.length === 0, reasons: against, warnings: warnings(asker) }
  }

  return {
    now,
    async fresh(asker) {
      const counting = books
        .count()
        .catch((error) => log.warn({ error }, 'the readings could not be counted'))
      await within(counting, countLimitMs)
      return now(asker)
    },
  }
}
