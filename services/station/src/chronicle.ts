import type { Draft, Journal } from '@jernih/journal'
import type { Clock, Closable, Log } from '@jernih/runtime'
import type { Sites } from '@jernih/sites'

/** How often the journal is told that time passes: silence is noticed within this much. */
const tickMs = 5_000

/**
 * Writes into the journal what no device says: that the station came up, that time passes, and each site's file as it is
 * taken up. Resolves once the sites in force are in the journal, before the first message.
 */
export async function startChronicle(deps: {
  journal: Journal
  sites: Sites
  clock: Clock
  log: Log
}): Promise<Closable> {
  const { journal, sites, clock, log } = deps
  const now = () => clock.now()
  const append = (draft: Draft) =>
    journal
      .append(draft)
      .catch((error: unknown) => log.warn({ err: error, kind: draft.kind }, 'not in the journal'))

  await Promise.all([
    ...sites.all().map((site) => append({ kind: 'site', receivedAt: now(), id: site.id, site })),
    append({ kind: 'clock', receivedAt: now(), event: 'started', sites: sites.all().map(({ id }) => id) }),
  ])
  sites.onChange((id, site) => void append({ kind: 'site', receivedAt: now(), id, site }))
  const timer = setInterval(() => void append({ kind: 'clock', receivedAt: now(), event: 'tick' }), tickMs)
  return { close: () => clearInterval(timer) }
}
