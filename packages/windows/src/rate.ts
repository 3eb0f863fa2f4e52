import { type Gathered, gather, isRepresentative, meanOf, type Sample } from './gathered.ts'
import type { Span } from './span.ts'

/** The span being gathered, and the one before it. */
export interface Pace {
  current: Gathered | null
  previous: Gathered | null
}

export const still: Pace = { current: null, previous: null }

const hourMs = 3_600_000

/**
 * Takes one more reading. `perHour` is the change in the parameter's unit per hour between the means of the span that it closes, `over`, and
 * of the one just before; null while there are no two neighbours that both hold half of their readings.
 */
export function pace(
  before: Pace,
  sample: Sample,
  { span, intervalMs }: { span: Span; intervalMs: number },
): { pace: Pace; change: { perHour: number; over: Span } | null } {
  const { gathered: current, closed } = gather(before.current, sample, span)
  if (closed === null) {
    const previous = before.current?.from === current.from ? before.previous : null
    return { pace: { current, previous }, change: null }
  }
  return { pace: { current, previous: closed }, change: changeBetween(before.previous, closed, intervalMs) }
}

function changeBetween(one: Gathered | null, next: Gathered, intervalMs: number) {
  if (one?.to !== next.from) return null
  if (!isRepresentative(one, intervalMs) || !isRepresentative(next, intervalMs)) return null
  const [mean, meanBefore] = [meanOf(next), meanOf(one)]
  if (mean === null || meanBefore === null) return null
  const distanceMs = (next.from + next.to - one.from - one.to) / 2
  const perHour = ((mean - meanBefore) * hourMs) / distanceMs
  return { perHour, over: { from: next.from, to: next.to } }
}
