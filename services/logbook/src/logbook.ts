import { setTimeout as sleep } from 'node:timers/promises'
import { type Instant, type PointState, pointName } from '@jernih/domain'
import type { Entry, Journal, Offset } from '@jernih/journal'
import { type Closable, type Log, type OpenDatabase, openDatabase } from '@jernih/runtime'
import { Gauge, type Registry } from 'prom-client'
import { type LogbookEntry, openPages, type Pages } from './pages.ts'
import { saidAt } from './words.ts'

/** What people wrote down beside what devices measured: laboratory samples, the cloth of each day, and what points were said to be doing. */
export interface Logbook
  extends Closable,
    Pick<Pages, 'sample' | 'samples' | 'clothEntry' | 'cloth' | 'words'> {
  /** Resolves once all that was written below `offset` can be read, or the logbook closes. */
  reached(offset: Offset): Promise<void>
  close(): Promise<void>
}

/** `logbook.db` belongs to another journal: it has seen entries which this one does not have. */
export class JournalTooShort extends Error {
  override name = 'JournalTooShort'
}

const consumer = 'logbook'
/** Most entries are nothing to the logbook: its place among them is written down this seldom. */
const placeEveryMs = 5_000
const retryMs = 1_000

/** Follows the journal from where it stopped, by the name `logbook`. Throws {@link JournalTooShort}. */
export async function startLogbook(given: {
  journal: Journal
  /** Where `logbook.db` is; without that file it is made anew from the journal. */
  directory: string
  openDatabase?: OpenDatabase
  log: Log
  metrics: Registry
}): Promise<Logbook> {
  const { journal, log } = given
  const pages = await openPages(given.directory, given.openDatabase ?? openDatabase)
  let passed = await pages.cursor()
  if (passed > journal.head()) {
    await pages.close()
    throw new JournalTooShort(`logbook.db is at entry ${passed}, the journal ends at ${journal.head()}`)
  }
  if (passed < journal.oldest()) {
    log.warn({ from: passed, to: journal.oldest() }, 'the logbook skips entries that are no longer kept')
    passed = journal.oldest()
  }
  let writtenAt = performance.now()
  const repeats = createRepeats()
  let waiters: { offset: Offset; resolve: () => void }[] = []
  measureLag(given.metrics, () => journal.head() - passed)
  const stop = new AbortController()
  const following = followOn()

  async function followOn(): Promise<void> {
    while (!stop.signal.aborted) {
      try {
        return await follow()
      } catch (error) {
        log.error({ error, passed }, 'the logbook could not be written, and begins again')
        passed = Math.max(passed, journal.oldest())
        repeats.forget()
        await sleep(retryMs, undefined, stop).catch(() => undefined)
      }
    }
  }

  async function follow(): Promise<void> {
    for await (const batch of journal.follow(passed, stop.signal)) {
      const to = (batch.at(-1)?.offset ?? passed) + 1
      const written = batch.filter(isOurs).filter((entry) => entry.kind !== 'state' || repeats.isNews(entry))
      if (written.length > 0 || performance.now() - writtenAt > placeEveryMs) await write(written, to)
      passed = to
      release(({ offset }) => offset <= passed)
    }
  }

  async function write(entries: readonly LogbookEntry[], to: Offset): Promise<void> {
    await pages.write(entries, to)
    writtenAt = performance.now()
    await journal.advance(consumer, to).catch((error) => {
      log.warn({ error }, 'the logbook’s place in the journal was not kept')
    })
  }

  function release(isDone: (waiter: (typeof waiters)[number]) => boolean): void {
    const done = waiters.filter(isDone)
    waiters = waiters.filter((waiter) => !isDone(waiter))
    for (const { resolve } of done) resolve()
  }

  return {
    sample: pages.sample,
    samples: pages.samples,
    clothEntry: pages.clothEntry,
    cloth: pages.cloth,
    words: pages.words,
    reached(offset) {
      if (offset <= passed || stop.signal.aborted) return Promise.resolve()
      return new Promise((resolve) => waiters.push({ offset, resolve }))
    },
    async close() {
      stop.abort()
      await following
      release(() => true)
      await pages.close()
    },
  }
}

function isOurs(entry: Entry): entry is LogbookEntry {
  switch (entry.kind) {
    case 'lab-sample':
    case 'cloth':
    case 'mark':
    case 'state':
      return true
    default:
      return false
  }
}

/** Spares the disk devices that say every minute what they said before; a word that comes late is looked at there. */
function createRepeats() {
  const newest = new Map<string, { at: Instant; state: PointState }>()
  return {
    isNews(entry: Extract<LogbookEntry, { kind: 'state' }>): boolean {
      const [point, at, { state }] = [pointName(entry), saidAt(entry), entry]
      const before = newest.get(point)
      if (before !== undefined && at < before.at) return true
      newest.set(point, { at, state })
      return state !== before?.state
    },
    /** What was seen may not be on disk. */
    forget: () => newest.clear(),
  }
}

function measureLag(metrics: Registry, lag: () => number): void {
  new Gauge({
    name: 'jernih_logbook_lag_entries',
    help: 'Entries of the journal that the logbook has yet to pass',
    registers: [metrics],
    collect() {
      this.set(lag())
    },
  })
}
