import type { Instant } from '@jernih/domain'
import { isWithin, type Span } from './span.ts'

/** The readings of one span so far, as much as their mean needs. */
export interface Gathered extends Span {
  sum: number
  count: number
}

/** A value that counts; each is newer than the one before it. */
export interface Sample {
  at: Instant
  value: number
}

/**
 * Takes one more reading. A reading of a later span closes the one before, which is then all there: what would still belong to it is late.
 * A clock that was set back opens a span anew, and what was gathered under the later time closes nothing.
 */
export function gather(
  gathered: Gathered | null,
  { at, value }: Sample,
  span: Span,
): { gathered: Gathered; closed: Gathered | null } {
  if (gathered !== null && isWithin(at, gathered)) {
    const { from, to, sum, count } = gathered
    return { gathered: { from, to, sum: sum + value, count: count + 1 }, closed: null }
  }
  const isOver = gathered !== null && at >= gathered.to
  return { gathered: { ...span, sum: value, count: 1 }, closed: isOver ? gathered : null }
}

export function meanOf({ sum, count }: Gathered): number {
  return sum / count
}

/** Whether it holds half of the readings that its span owes, at least: of less nobody should call the mean a mean. */
export function isRepresentative({ from, to, count }: Gathered, intervalMs: number): boolean {
  return count * intervalMs * 2 >= to - from
}
