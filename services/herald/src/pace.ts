import { setTimeout as sleep } from 'node:timers/promises'

/** Resolves once it is the caller's turn, `perSecond` turns a second and never two at once. Rejects when `closing` is aborted. */
export function createPace(perSecond: number): (closing: AbortSignal) => Promise<void> {
  let nextAt = 0
  return async (closing) => {
    const now = performance.now()
    const turnAt = Math.max(now, nextAt)
    nextAt = turnAt + 1_000 / perSecond
    closing.throwIfAborted()
    if (turnAt > now) await sleep(turnAt - now, undefined, { signal: closing })
  }
}
