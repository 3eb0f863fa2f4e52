import type { Entry, Offset } from '../entry.ts'
import type { Journal } from '../journal.ts'

/** The journal's entries in `[from, to)`, as a follower gets them. */
export async function entriesOf(
  journal: Journal,
  from: Offset = 0,
  to: Offset = journal.head(),
): Promise<Entry[]> {
  const stop = new AbortController()
  const entries: Entry[] = []
  if (from >= to) return entries
  for await (const batch of journal.follow(from, stop.signal)) {
    entries.push(...batch)
    if ((entries.at(-1)?.offset ?? 0) + 1 >= to) break
  }
  return entries
}

/** As a value that can be compared whatever class the payload's bytes have. */
export function plain(entry: Entry | undefined): unknown {
  if (entry === undefined || !('payload' in entry)) return entry
  return { ...entry, payload: Buffer.from(entry.payload).toString('hex') }
}
