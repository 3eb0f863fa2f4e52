import type { Log } from '@jernih/runtime'
import { genesis, type Standing } from './block.ts'
import type { Draft, Entry, Offset } from './entry.ts'
import { createGroups, type Group } from './group.ts'
import { AppendFailed, JournalInUse, JournalUnavailable } from './journal.ts'
import type { Segment } from './segment.ts'
import type { Tail } from './tail.ts'
import { createThread } from './thread.ts'
import type { WriterReply, WriterRequest } from './writer-worker.ts'

/** The writing half of the journal: collects what is appended while a commit is under way, then commits all of it as one. */
export interface Committer {
  append(draft: Draft): Promise<Offset>
  advance(consumer: string, to: Offset): Promise<void>
  prune(before: number, passed: Offset): Promise<number>
  standing(): Standing
  segments(): readonly Segment[]
  cursor(consumer: string): Offset
  health(): { writable: true } | { writable: false; reason: string }
  /**
   * Refuses what comes from now on, commits what is waiting, and closes the files once the readers have: the last to close
   * one tidies its WAL away, and only the writer can.
   */
  close(readersClosed: Promise<void>): Promise<void>
}

export interface CommitterOptions {
  directory: string
  log: Log
  tail: Tail
  /** Appends are refused while this much, as JSON, waits for the disk. */
  mostWaitingBytes: number
  /** A commit under way for longer counts as a disk that cannot be written. */
  hangsAfterMs: number
  onCommit(commit: { entries: number; durationMs: number }): void
}

/**
 * So many do not wait for the end of the event loop's turn. A turn that brings hundreds of messages would else be one great commit:
 * nothing to write while it is read, nothing to acknowledge while it is written.
 */
const enoughEntries = 48
/** Blocks in one transaction at most. */
const mostGroups = 16

type Advances = Map<string, Offset>
type Done = Extract<WriterReply, { ok: true }>

export async function openCommitter(options: CommitterOptions): Promise<Committer> {
  const { directory, log, tail, mostWaitingBytes, hangsAfterMs, onCommit } = options
  const script = new URL('./writer-worker.ts', import.meta.url)
  const thread = createThread<WriterRequest, WriterReply>(script, { directory })
  const groups = createGroups()
  let advances: Advances = new Map()
  let advanced = Promise.withResolvers<void>()
  let scheduled = false
  let committing: Promise<void> | null = null
  let committingSince = 0
  let closing: Promise<void> | null = null
  let standing = genesis
  let segments: readonly Segment[] = []
  let cursors = new Map<string, Offset>()
  let health: ReturnType<Committer['health']> = { writable: true }

  /** What one turn of the event loop brings shares a commit, unless it is enough for one already. */
  function schedule(): void {
    if (committing !== null) return
    if (groups.entries() >= enoughEntries) {
      commitWaiting()
    } else if (!scheduled) {
      scheduled = true
      setImmediate(() => {
        scheduled = false
        commitWaiting()
      })
    }
  }

  function commitWaiting(): void {
    if (committing !== null || (groups.isEmpty() && advances.size === 0)) return
    const taken = groups.take(mostGroups)
    const [movedTo, moved] = [advances, advanced]
    advances = new Map()
    advanced = Promise.withResolvers()
    const request = {
      kind: 'commit',
      blocks: taken.map(({ block }) => block),
      advances: [...movedTo],
    } as const
    committingSince = performance.now()
    committing = thread.ask(request).then(
      (reply) => settle(reply, taken, movedTo, moved),
      (error: Error) => settle(ended(error), taken, movedTo, moved),
    )
  }

  function settle(
    reply: WriterReply,
    taken: Group[],
    movedTo: Advances,
    moved: PromiseWithResolvers<void>,
  ): void {
    committing = null
    if (reply.ok) {
      succeed(reply, taken, movedTo)
      schedule()
      moved.resolve()
    } else {
      schedule()
      const failure = fail(reply)
      for (const { done } of taken) done.reject(failure)
      if (movedTo.size > 0) moved.reject(failure)
    }
  }

  function succeed(reply: Done, taken: readonly Group[], movedTo: Advances): void {
    learn(reply)
    for (const [consumer, to] of movedTo) cursors.set(consumer, to)
    if (!health.writable) log.info('the journal can be written again')
    health = { writable: true }
    let offset = reply.first
    for (const { block, drafts, done } of taken) {
      const entries = drafts as Entry[]
      for (const entry of entries) entry.offset = offset++
      tail.push(entries, block.lines.length)
      done.resolve(offset)
    }
    const [oldest] = taken
    if (oldest) onCommit({ entries: offset - reply.first, durationMs: performance.now() - oldest.since })
  }

  function fail({ reason, code }: Extract<WriterReply, { ok: false }>): AppendFailed {
    if (health.writable) log.error({ reason, code }, 'the journal cannot be written')
    health = { writable: false, reason }
    return new AppendFailed(`the journal cannot be written: ${reason}`, { cause: { reason, code } })
  }

  function learn(reply: Done): void {
    standing = reply.standing
    if (reply.segments) segments = reply.segments
    if (reply.opened) cursors = new Map(reply.opened.cursors)
    const damage = reply.opened?.damage
    if (damage)
      log.error(
        damage,
        'a journal file is damaged; it is kept as it is, and the journal goes on in a new one',
      )
  }

  async function finish(readersClosed: Promise<void>): Promise<void> {
    while (committing !== null || !groups.isEmpty() || advances.size > 0) {
      commitWaiting()
      await committing
    }
    await readersClosed
    await thread.close()
  }

  const opened = await thread.ask({ kind: 'open' })
  if (!opened.ok) {
    await thread.close()
    if (opened.inUse) throw new JournalInUse(`another process has the journal in ${directory} open`)
    throw new JournalUnavailable(`cannot open the journal in ${directory}: ${opened.reason}`, {
      cause: opened,
    })
  }
  learn(opened)

  return {
    append(draft) {
      if (closing) return Promise.reject(new AppendFailed('the journal is closed'))
      if (groups.bytes() > mostWaitingBytes) {
        return Promise.reject(new AppendFailed(`${groups.bytes()} bytes already wait for the disk`))
      }
      try {
        const { promise } = groups.add(draft).done
        if (committing === null) schedule()
        else thread.poll()
        return promise
      } catch (error) {
        return Promise.reject(new AppendFailed((error as Error).message, { cause: error }))
      }
    },
    advance(consumer, to) {
      if (closing) return Promise.reject(new AppendFailed('the journal is closed'))
      advances.set(consumer, Math.max(to, advances.get(consumer) ?? 0))
      schedule()
      return advanced.promise
    },
    async prune(before, passed) {
      const reply = await thread.ask({ kind: 'prune', before, passed })
      if (!reply.ok) throw new Error(`the journal cannot be pruned: ${reply.reason}`, { cause: reply })
      learn(reply)
      return reply.pruned
    },
    standing: () => standing,
    segments: () => segments,
    cursor: (consumer) => cursors.get(consumer) ?? 0,
    health() {
      const underWayMs = committing === null ? 0 : performance.now() - committingSince
      if (!health.writable || underWayMs <= hangsAfterMs) return health
      return {
        writable: false,
        reason: `a commit has been under way for ${Math.round(underWayMs / 1_000)} s`,
      }
    },
    close(readersClosed) {
      closing ??= finish(readersClosed)
      return closing
    },
  }
}

function ended(error: Error): WriterReply {
  return { ok: false, inUse: false, reason: error.message, code: null }
}
