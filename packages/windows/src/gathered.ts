import type { Instant } from '@jernih/domain'
import { isWithin, type Span } from './span.ts'

/** The readings of one span so far, as much as their mean needs. `seen` counts those too that are no part of it. */
export interface Gathered extends Span {
  sum: number
  count: number
  seen: number
}

/** A value that counts; each is newer than the one before it. */
export interface Sample {
  at: Instant
  value: number
}

/** A reading; `value` is null where it is no part of the mean, as of water that does not flow. */
export interface Seen {
  at: Instant
  value: number | null
}

/**
 * Takes one more reading. A reading of a later span closes the one before, which is then all there: what would still belong to it is late.
 * A clock that was set back opens a span anew, and what was gathered under the later time closes nothing.
 */
export function gather(
  gathered: Gathered | null,
  { at, value }: Seen,
  span: Span,
): { gathered: Gathered; closed: Gathered | null } {
  const isInside = gathered !== null && isWithin(at, gathered)
  const { from, to, sum, count, seen } = isInside ? gathered : { ...span, sum: 0, count: 0, seen: 0 }
  const isOver = gathered !== null && at >= gathered.to
  return {
    gathered: { from, to, sum: sum + (value ?? 0), count: count + Number(value !== null), seen: seen + 1 },
    closed: isOver ? gathered : null,
  }
}

/** Null where no reading is part of it. */
export function meanOf({ sum, count }: Gathered): number | null {
  return count === 0 ? null : sum / count
}

/** Whether half of the readings that its span owes were seen, at least: of less nobody should call the mean a mean. */
export function isRepresentative({ from, to, seen }: Gathered, intervalMs: number): boolean {
  return seen * intervalMs * 2 >= to - from
}
