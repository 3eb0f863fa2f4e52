import type { Entry, Offset } from './entry.ts'

/** The newest entries, kept in memory for those who follow closely, and no longer than one of them needs them. */
export interface Tail {
  push(entries: readonly Entry[], bytes: number): void
  /** Entries from `from` on, or null where they are not here. */
  read(from: Offset): readonly Entry[] | null
}

interface Part {
  first: Offset
  entries: readonly Entry[]
  bytes: number
}

/** More than one part is joined into a batch up to this many entries. */
const batchEntries = 1_024

/**
 * Holds what lies at or above `neededFrom()`, the place of the follower farthest behind: at least the newest part, and
 * older ones while all of them together have at most `mostBytes` as JSON. What dies young costs the collector little.
 */
export function createTail(mostBytes: number, neededFrom: () => Offset): Tail {
  let parts: Part[] = []
  let bytes = 0

  return {
    push(entries, added) {
      const first = entries[0]?.offset ?? 0
      const newest = parts.at(-1)
      if (newest && newest.first + newest.entries.length !== first) {
        parts = []
        bytes = 0
      }
      parts.push({ first, entries, bytes: added })
      bytes += added
      const needed = neededFrom()
      for (let next = parts[1]; next && (bytes > mostBytes || next.first <= needed); next = parts[1]) {
        bytes -= parts.shift()?.bytes ?? 0
      }
    },
    read(from) {
      let index = placeOf(parts, from)
      const part = parts[index]
      if (part === undefined || from >= part.first + part.entries.length) return null
      const batch = from === part.first ? part.entries : part.entries.slice(from - part.first)
      let next = parts[++index]
      if (next === undefined || batch.length + next.entries.length > batchEntries) return batch
      const joined = [...batch]
      for (; next && joined.length + next.entries.length <= batchEntries; next = parts[++index]) {
        for (const entry of next.entries) joined.push(entry)
      }
      return joined
    },
  }
}

/** Index of the last part that begins at or before `from`; −1 where there is none. */
function placeOf(parts: readonly Part[], from: Offset): number {
  let low = 0
  let high = parts.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((parts[middle]?.first ?? 0) <= from) low = middle + 1
    else high = middle
  }
  return low - 1
}
