import type { Instant } from '@jernih/domain'
import type { Entry, Offset } from '@jernih/journal'
import { createReadingRows, type ReadingRows } from './reading-rows.ts'

/** The readings of the journal's entries from one offset to the next, which is `to`. */
export interface Batch {
  /** Good until the next batch is asked for. */
  readings: ReadingRows
  to: Offset
  /** When the oldest of its entries was received. */
  since: Instant
  /** The first entry's place, and how many readings it has, where a damaged file lost entries before it. */
  hole: { before: Offset; readings: number } | null
}

export interface BatchBounds {
  /** A batch is full with this many readings, counted at the end of an entry. */
  readings: number
  /** A batch that is not full waits this long for more, in ms. */
  lingerMs: number
}

/**
 * Gathers entries, of which the first should be `from`, into batches, and reads on while the batch before is being written: one more is
 * gathered, and no further. No batch reaches over a hole.
 * Ends when `source` does.
 */
export async function* gather(
  source: AsyncIterable<readonly Entry[]>,
  { from, readings: full, lingerMs }: BatchBounds & { from: Offset },
): AsyncGenerator<Batch> {
  let next = from
  let gathering: Batch | null = null
  let [room, otherRoom] = [createReadingRows(), createReadingRows()]
  let ready = Promise.withResolvers<void>()
  let taken = Promise.withResolvers<void>()
  let linger: NodeJS.Timeout | undefined
  let ended = false
  let left = false
  const reading = read().finally(() => {
    ended = true
    clearTimeout(linger)
    ready.resolve()
  })
  // Told once what was read before it failed is written.
  reading.catch(() => {})

  async function read(): Promise<void> {
    for await (const entries of source) {
      if (left) return
      for (const entry of entries) {
        if (entry.offset !== next && gathering !== null) await handOver()
        if (left) return
        gathering ??= begin(entry)
        next = entry.offset + 1
        add(gathering, entry)
        if (gathering.readings.length >= full) await handOver()
        if (left) return
      }
    }
  }

  async function handOver(): Promise<void> {
    ready.resolve()
    await taken.promise
  }

  function begin(entry: Entry): Batch {
    linger = setTimeout(ready.resolve, lingerMs)
    room.clear()
    const readings = entry.kind === 'readings' ? entry.readings.length : 0
    const hole = entry.offset === next ? null : { before: entry.offset, readings }
    return { readings: room, to: 0, since: entry.receivedAt, hole }
  }

  try {
    for (;;) {
      if (!ended) await ready.promise
      if (gathering === null) break
      const batch: Batch = gathering
      clearTimeout(linger)
      gathering = null
      ;[room, otherRoom] = [otherRoom, room]
      ready = Promise.withResolvers()
      taken.resolve()
      taken = Promise.withResolvers()
      yield batch
    }
    await reading
  } finally {
    left = true
    taken.resolve()
  }
}

function add(batch: Batch, entry: Entry): void {
  batch.to = entry.offset + 1
  if (entry.kind === 'readings') batch.readings.add(entry)
}
