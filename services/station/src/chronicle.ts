import type { Draft, Journal } from '@jernih/journal'
import type { Clock, Closable, Log } from '@jernih/runtime'
import type { Sites } from '@jernih/sites'

/** How often the journal is told that time passes: silence is noticed within this much. */
const usualTickMs = 5_000

export interface ChronicleOptions {
  journal: Journal
  sites: Sites
  clock: Clock
  log: Log
  tickMs?: number
}

/**
 * Writes into the journal what no device says: that the station came up, that time passes, and each site's file as it is
 * taken up. Resolves when it was tried to write which sites are in force, before the first message. What the journal could not take is
 * tried again at each tick; a tick itself is not, since the next one says the same.
 */
export async function startChronicle(options: ChronicleOptions): Promise<Closable> {
  const { journal, sites, clock, log, tickMs = usualTickMs } = options
  /** The newest of what is said only once, by its name. */
  const said = new Map<string, () => Draft>()
  const unwritten = new Set<string>()

  async function say(name: string, draft: () => Draft): Promise<void> {
    said.set(name, draft)
    unwritten.delete(name)
    try {
      await journal.append(draft())
    } catch (error) {
      if (said.get(name) === draft) unwritten.add(name)
      log.warn({ error, name }, 'the journal could not take this: it is tried again')
    }
  }

  function saySite(id: (typeof known)[number]): Promise<void> {
    return say(id, () => ({ kind: 'site', receivedAt: clock.now(), id, site: sites.get(id) ?? null }))
  }

  function tick(): void {
    for (const name of [...unwritten]) {
      const draft = said.get(name)
      if (draft) void say(name, draft)
    }
    journal
      .append({ kind: 'clock', receivedAt: clock.now(), event: 'tick' })
      .catch((error: unknown) => log.debug({ error }, 'the journal could not take a tick'))
  }

  const known = sites.all().map(({ id }) => id)
  await Promise.all([
    ...known.map(saySite),
    say('started', () => ({ kind: 'clock', receivedAt: clock.now(), event: 'started', sites: known })),
  ])
  sites.onChange((id) => void saySite(id))
  const timer = setInterval(tick, tickMs)
  return { close: () => clearInterval(timer) }
}
