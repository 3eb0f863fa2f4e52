/** A moment by both of this machine's clocks, in ms. */
export interface Mark {
  steady: number
  wall: number
}

export function mark(): Mark {
  return { steady: performance.now(), wall: Date.now() }
}

/**
 * How long ago that was, in ms: what the larger of the two clocks says. The steady one may stand still while a phone sleeps, the
 * other may be set back, and neither shall make anything look younger than it is.
 */
export function sinceMs({ steady, wall }: Mark): number {
  return Math.max(performance.now() - steady, Date.now() - wall)
}
