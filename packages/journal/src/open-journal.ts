import { join } from 'node:path'
import type { Log } from '@jernih/runtime'
import { openCommitter } from './committer.ts'
import type { Offset } from './entry.ts'
import { createFollowers } from './followers.ts'
import { openHistory } from './history.ts'
import { type Journal, Pruned } from './journal.ts'
import { createTail } from './tail.ts'

export interface JournalOptions {
  /** The journal's files are in `journal/` below it; made where it is missing. */
  directory: string
  log: Log
  /** All who keep a cursor: nothing is pruned before each of them has passed it. */
  consumers: readonly string[]
  /** Entries kept in memory for a follower who is a little behind, in bytes of their JSON. */
  tailBytes?: number
  /** Appends are refused while this much waits for the disk, in bytes of JSON. */
  mostWaitingBytes?: number
  /** A commit under way for longer is told as a disk that cannot be written. */
  hangsAfterMs?: number
}

/**
 * Opens the journal, in SQLite files of a day each, written and read on threads of their own.
 * Rejects with {@link JournalInUse} while another process has it open, and with {@link JournalUnavailable} where its files cannot be used.
 */
export async function openJournal(options: JournalOptions): Promise<Journal> {
  const { log, consumers, tailBytes = 8 << 20, mostWaitingBytes = 64 << 20, hangsAfterMs = 5_000 } = options
  const listeners: Parameters<Journal['onCommit']>[0][] = []
  const followers = createFollowers({
    head: () => head(),
    oldest: () => oldest(),
    read: (from) => tail.read(from) ?? history.read(from),
  })
  const tail = createTail(tailBytes, followers.neededFrom)
  const committer = await openCommitter({
    directory: join(options.directory, 'journal'),
    log,
    tail,
    mostWaitingBytes,
    hangsAfterMs,
    onCommit(commit) {
      followers.wake()
      for (const listener of listeners) listener(commit)
    },
  })
  const history = openHistory(committer.segments, log)

  const head = () => committer.standing().head
  const oldest = () => committer.segments()[0]?.first ?? head()

  function known(consumer: string): string {
    if (consumers.includes(consumer)) return consumer
    throw new RangeError(`${consumer} is not one of the journal's consumers: ${consumers.join(', ')}`)
  }

  return {
    append: committer.append,
    follow: followers.follow,
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
    async totals(offset: Offset = head()) {
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
      followers.close()
      return committer.close(history.close())
    },
  }
}
