/** A bucket of tokens, each of which lets one packet pass. Takes one at `nowMs`, or answers how many ms it is until there is one. */
export type Pace = (nowMs: number) => number

/** What may come at once after a silence, in seconds of the pace: an hour of one message a second at the default of 500. */
const burstSeconds = 10

/** `perSecond` tokens a second, and at most ten seconds' worth in the bucket, which is full at first. */
export function createPace(perSecond: number): Pace {
  const most = perSecond * burstSeconds
  let tokens = most
  let filledAt = Number.NEGATIVE_INFINITY
  return (nowMs) => {
    tokens = Math.min(most, tokens + ((nowMs - filledAt) * perSecond) / 1_000)
    filledAt = nowMs
    if (tokens < 1) return ((1 - tokens) * 1_000) / perSecond
    tokens -= 1
    return 0
  }
}
