import type { Closable } from '@jernih/runtime'
import type { Draft, Entry, Offset, Totals } from './entry.ts'

/** The append failed, for example because the disk is full: nothing of it may be acknowledged. The journal tries the next append anew. */
export class AppendFailed extends Error {
  override name = 'AppendFailed'
}

/** The offset asked for lies before the oldest entry kept. */
export class Pruned extends Error {
  override name = 'Pruned'
}

/** Another process has the journal open: there is one writer. */
export class JournalInUse extends Error {
  override name = 'JournalInUse'
}

/** The journal's files cannot be opened where they are: a disk that is full, broken, or not to be written. */
export class JournalUnavailable extends Error {
  override name = 'JournalUnavailable'
}

/** The record of everything that came in, in order. One writer, many followers, each with its own durable cursor. */
export interface Journal extends Closable {
  /**
   * Resolves once the entry is on disk (written and fsynced), with the offset just past its commit, so that a consumer whose
   * cursor has reached it has seen the entry. Appends of many callers share one commit. Rejects with {@link AppendFailed}.
   * The draft is the journal's from then on: it becomes the entry that followers get.
   */
  append(draft: Draft): Promise<Offset>

  /**
   * Batches of durable entries from `from` on, in order, without end; waits where there is nothing yet. Ends when `signal`
   * aborts or the journal closes. A batch is never empty. Throws {@link Pruned} where `from` is no longer kept, and a
   * RangeError where it lies above `head()`: then a record that the caller has seen was lost.
   */
  follow(from: Offset, signal: AbortSignal): AsyncIterable<readonly Entry[]>

  /** The next offset to be written: everything below it is on disk. */
  head(): Offset
  /** The oldest offset kept, or `head()` when there is none. */
  oldest(): Offset
  /** The first entry received at or after `at`; `head()` when there is none. */
  offsetAt(at: number): Promise<Offset>

  /** Where the named consumer goes on: everything below has had its effect. 0 for a new one. */
  cursor(consumer: string): Offset
  /**
   * Moves a cursor forward, durably; never back. Consumers that keep a cursor of their own beside their effect call it
   * after, for pruning. Rejects with {@link AppendFailed} as `append` does: the cursor then stays, and may be moved later.
   */
  advance(consumer: string, to: Offset): Promise<void>

  /**
   * Counts of all readings below `offset` (default: the head) since the journal began: pruned ones, and as far as is known those
   * lost with a damaged file, included.
   */
  totals(offset?: Offset): Promise<Totals>
  /**
   * Entries with something refused in them, newest first, below `before`. At most `limit`, and fewer where they are large: a
   * page ends with the entry that brings it to half a megabyte of JSON, refusals and all. An empty page is the end.
   */
  rejected(page: { before?: Offset; limit: number }): Promise<Entry[]>

  /**
   * Removes the segments of whole days (UTC, by the first entry of a commit) that were over at `before` and that every
   * consumer has passed; never the newest. Answers how many.
   */
  prune(before: number): Promise<number>
  /**
   * Walks the hash chain from the oldest entry kept; answers the first broken place, if any, or else the first range that
   * was lost with a damaged file.
   */
  verify(): Promise<{ entries: number; broken: { offset: Offset; reason: string } | null }>

  /** Whether the last append worked, what the disk said when it did not, and whether one has been under way for too long. */
  health(): { writable: true } | { writable: false; reason: string }
  /** Called with each commit's entries and its duration from first append to fsync, in ms: for metrics. */
  onCommit(listener: (commit: { entries: number; durationMs: number }) => void): void
}
