import { type Instant, pointName } from '@jernih/domain'
import type { Entry, Journal, Offset } from '@jernih/journal'
import type { FreshJudges } from './series-judges.ts'

/** The judges see this much of the journal again at least, so that a repeat of the last hours is known. */
const shortestTailMs = 2 * 3_600_000
/** And no more than this, which takes a second or two. */
const mostEntries: Offset = 100_000

type ReadingsEntry = Extract<Entry, { kind: 'readings' }>

/**
 * Shows judges who have seen nothing what the journal's tail holds for their series, so that they go on where others were: as far
 * back from its newest reading as one of them remembers, however long ago that came.
 */
export async function recall(fresh: FreshJudges, journal: Journal): Promise<void> {
  const newest = fresh.size > 0 ? await newestReceipt(journal) : null
  if (newest === null) return
  const from = Math.max(await journal.offsetAt(newest - longestMemory(fresh)), bottomOf(journal))
  for await (const entry of readingsFrom(journal, from)) {
    const judges = fresh.get(pointName(entry))
    if (judges === undefined) continue
    for (const { parameter, value, at } of entry.readings)
      judges.get(parameter)?.judge({ parameter, value, at }, entry.receivedAt)
  }
}

function longestMemory(fresh: FreshJudges): number {
  let longest = shortestTailMs
  for (const judges of fresh.values())
    for (const { memoryMs } of judges.values()) longest = Math.max(longest, memoryMs)
  return longest
}

/** When the newest reading came; after a stop the end of the journal is of the start. Null where the tail has none. */
async function newestReceipt(journal: Journal): Promise<Instant | null> {
  const bottom = bottomOf(journal)
  for (let span = 1_000; ; span *= 10) {
    const from = Math.max(journal.head() - span, bottom)
    let newest: Instant | null = null
    for await (const { receivedAt } of readingsFrom(journal, from)) newest = receivedAt
    if (newest !== null || from === bottom) return newest
  }
}

function bottomOf(journal: Journal): Offset {
  return Math.max(journal.head() - mostEntries, journal.oldest())
}

async function* readingsFrom(journal: Journal, from: Offset): AsyncGenerator<ReadingsEntry> {
  const head = journal.head()
  if (from >= head) return
  const done = new AbortController()
  try {
    for await (const batch of journal.follow(from, done.signal)) {
      for (const entry of batch) if (entry.kind === 'readings' && entry.offset < head) yield entry
      if ((batch.at(-1)?.offset ?? head) >= head - 1) return
    }
  } finally {
    done.abort()
  }
}
