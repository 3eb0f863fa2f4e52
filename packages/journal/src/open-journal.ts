import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Log } from '@jernih/runtime'
import { openCommitter } from './committer.ts'
import type { Entry, Offset } from './entry.ts'
import { openHistory } from './history.ts'
import { type Journal, Pruned } from './journal.ts'
import { createTail } from './tail.ts'

export interface JournalOptions {
  /** The journal's files are in `journal/` below it; made where it is missing. */
  directory: string
  log: Log
  /** All who keep a cursor: nothing is pruned before each of them has passed it. */
  consumers: readonly string[]
  /** Entries kept in memory for followers, in bytes of their JSON. */
  tailBytes?: number
  /** Appends are refused while this much waits for the disk, in bytes of JSON. */
  mostWaitingBytes?: number
}

/**
 * Opens the journal, in SQLite files of a day each, written and read on threads of their own.
 * Rejects with {@link JournalInUse} while another process has it open.
 */
export async function openJournal(options: JournalOptions): Promise<Journal> {
  const { log, consumers, tailBytes = 8 << 20, mostWaitingBytes = 64 << 20 } = options
  const tail = createTail(tailBytes)
  const listeners: ((commit: { entries: number; durationMs: number }) => void)[] = []
  const asleep = new Set<() => void>()
  const committer = await openCommitter({
    directory: join(options.directory, 'journal'),
    log,
    tail,
    mostWaitingBytes,
    onCommit(commit) {
      wakeAll()
      for (const listener of listeners) listener(commit)
    },
  })
  const history = openHistory(committer.segments)
  let closing: Promise<void> | null = null

  const head = () => committer.standing().head
  const oldest = () => committer.segments()[0]?.first ?? head()

  function wakeAll(): void {
    for (const wake of asleep) wake()
  }

  async function* follow(from: Offset, signal: AbortSignal): AsyncGenerator<readonly Entry[]> {
    let next = from
    let rested = true
    while (!signal.aborted && closing === null) {
      if (next < oldest()) throw new Pruned(`offset ${next} is no longer kept; the oldest is ${oldest()}`)
      if (next >= head()) {
        await news(signal)
        rested = true
        continue
      }
      // A backlog is handed out one batch a turn, so that a consumer without a pause of its own starves nobody.
      if (!rested) {
        await nextTurn()
        rested = true
        continue
      }
      const batch = tail.read(next) ?? (await readUnlessClosing(next))
      next = (batch.at(-1)?.offset ?? next - 1) + 1
      rested = false
      if (batch.length > 0) yield batch
    }
  }

  async function readUnlessClosing(from: Offset): Promise<readonly Entry[]> {
    try {
      return await history.read(from)
    } catch (error) {
      if (closing !== null) return []
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

  function known(consumer: string): string {
    if (consumers.includes(consumer)) return consumer
    throw new RangeError(`${consumer} is not one of the journal's consumers: ${consumers.join(', ')}`)
  }

  async function closeAll(): Promise<void> {
    const flushed = committer.close()
    wakeAll()
    await flushed
    await history.close()
  }

  return {
    append: committer.append,
    follow,
    head,
    oldest,
    async offsetAt(at) {
      return (await history.offsetAt(at)) ?? head()
    },
    cursor: (consumer) => committer.cursor(known(consumer)),
    async advance(consumer, to) {
      if (to > head()) throw new RangeError(`${consumer} cannot be at ${to}: the journal ends at ${head()}`)
      if (to > committer.cursor(known(consumer))) await committer.advance(consumer, to)
    },
    async totals(offset = head()) {
      const { head: end, accepted, rejected } = committer.standing()
      if (offset >= end) return { accepted, rejected }
      if (offset < oldest()) throw new Pruned(`offset ${offset} is no longer kept; the oldest is ${oldest()}`)
      return await history.totals(offset)
    },
    rejected: ({ before = head(), limit }) => history.rejected(before, limit),
    async prune(before) {
      const passed = Math.min(head(), ...consumers.map(committer.cursor))
      const pruned = await committer.prune(before, passed)
      if (pruned > 0) await history.forget()
      return pruned
    },
    verify: history.verify,
    health: committer.health,
    onCommit(listener) {
      listeners.push(listener)
    },
    close() {
      closing ??= closeAll()
      return closing
    },
  }
}
