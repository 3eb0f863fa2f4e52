import type { Flag, Instant, SeriesKey } from '@jernih/domain'
import type { Closable } from '@jernih/runtime'

/** A reading as stored. `value` is what the device sent, bit for bit. */
export interface StoredReading extends SeriesKey {
  at: Instant
  value: number
  flag: Flag
  received: Instant
  /** Measured after all that came before it of its series: nothing can be there yet. Where this is false, the store looks. */
  fresh: boolean
}

/** `[from, to)`, at most `maxPoints` buckets. `resolution: 'raw'` asks for single readings, the oldest `maxPoints` of them. */
export interface RangeQuery extends SeriesKey {
  from: Instant
  to: Instant
  maxPoints: number
  resolution: 'auto' | 'raw'
  /** Ends the query where nobody waits for it any more, as far as the store can. */
  signal?: AbortSignal
}

/**
 * All readings of one span of time; `flag` is the worst in it. `min`, `mean` and `max` are of those that have not failed; where all of them
 * have, so that `failed` is `count`, of these.
 */
export interface Bucket {
  at: Instant
  min: number
  mean: number
  max: number
  count: number
  flag: Flag
  /** How many of them are suspect (flag 3), and how many failed or missing (4, 9). */
  suspect: number
  failed: number
}

/** Oldest first; empty buckets are left out, so that a gap is a gap. `resolutionMs` is null for raw readings. */
export interface Range {
  resolutionMs: number | null
  buckets: Bucket[]
  /** Raw readings alone: where to ask on, when there were more than `maxPoints`. */
  next: Instant | null
}

/** The store cannot be reached, is busy, or refuses our credentials: the same batch may be tried again later. */
export class StoreUnavailable extends Error {
  override name = 'StoreUnavailable'
  /** What the store asked for in `Retry-After`, in ms. */
  retryAfterMs: number | null = null
}

/** The store will never take this batch as it is: at least one point in it is poisonous. */
export class BatchRefused extends Error {
  override name = 'BatchRefused'
}

/**
 * Where readings live for good. The first reading of a series and time stands, with the flag that it got when its history was known: a
 * repeat is harmless, whatever its value.
 */
export interface ReadingStore extends Closable {
  /**
   * Resolves once the whole batch, which may be gone through more than once, is durable. Rejects with {@link StoreUnavailable} or
   * {@link BatchRefused}.
   */
  write(batch: Iterable<StoredReading>): Promise<void>
  /** Rejects with {@link StoreUnavailable}, also where its signal ended it. */
  read(query: RangeQuery): Promise<Range>
  /** Points held, over all series. */
  count(): Promise<number>
  close(): Promise<void>
}
