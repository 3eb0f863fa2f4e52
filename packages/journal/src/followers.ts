import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Entry, Offset } from './entry.ts'
import { type Journal, Pruned } from './journal.ts'

/** All who read along. */
export interface Followers {
  follow: Journal['follow']
  /** The place of the one farthest behind; infinite where there is none. */
  neededFrom(): Offset
  /** Something was committed. */
  wake(): void
  /** Ends them all; a batch already on its way is still handed over. */
  close(): void
}

export interface FollowersOptions {
  head(): Offset
  oldest(): Offset
  /** Entries from `from` on, at least one; `from` lies below the head. */
  read(from: Offset): Promise<readonly Entry[]> | readonly Entry[]
}

export function createFollowers({ head, oldest, read }: FollowersOptions): Followers {
  const places = new Set<{ next: Offset }>()
  const asleep = new Set<() => void>()
  let closed = false

  async function* follow(from: Offset, signal: AbortSignal): AsyncGenerator<readonly Entry[]> {
    if (from > head()) throw new RangeError(`nobody can follow from ${from}: the journal ends at ${head()}`)
    const place = { next: from }
    places.add(place)
    try {
      while (!signal.aborted && !closed) {
        if (place.next < oldest()) {
          throw new Pruned(`offset ${place.next} is no longer kept; the oldest is ${oldest()}`)
        }
        if (place.next >= head()) {
          await news(signal)
          continue
        }
        const batch = await readUnlessClosed(place.next)
        const last = batch.at(-1)
        if (last === undefined) return
        place.next = last.offset + 1
        yield batch
        // A backlog is handed out one batch a turn, so that a consumer without a pause of its own starves nobody.
        if (place.next < head()) await nextTurn()
      }
    } finally {
      places.delete(place)
    }
  }

  async function readUnlessClosed(from: Offset): Promise<readonly Entry[]> {
    try {
      return await read(from)
    } catch (error) {
      if (closed) return []
      throw error
    }
  }

  function news(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        signal.removeEventListener('abort', wake)
        asleep.delete(wake)
        resolve()
      }
      signal.addEventListener('abort', wake)
      asleep.add(wake)
    })
  }

  function wake(): void {
    for (const wakeOne of asleep) wakeOne()
  }

  return {
    follow,
    neededFrom() {
      let farthestBehind = Number.POSITIVE_INFINITY
      for (const { next } of places) farthestBehind = Math.min(farthestBehind, next)
      return farthestBehind
    },
    wake,
    close() {
      closed = true
      wake()
    },
  }
}
