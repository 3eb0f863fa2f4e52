/** Keys that are kept apart; beyond them all others are alike, until some are over: who makes up keys must not fill a log. */
const keysKept = 1_000
/** Longer keys are alike: they are a device's own text, and keeping them could take any memory. */
const keyLength = 200

/** Calls `tell` now, with how many alike were held back before it, or not at all. Alike is what has the same `key`. */
export type Occasionally = (tell: (heldBack: number) => void, key?: string) => void

/** Lets the first of many alike through at once, then one every `everyMs`: for log lines that a sick device could repeat without end. */
export function createOccasionally(everyMs: number): Occasionally {
  const told = new Map<string, { at: number; heldBack: number }>()

  function findRoom(key: string, now: number): boolean {
    if (key.length > keyLength) return false
    if (told.has(key) || told.size < keysKept) return true
    for (const [other, { at }] of told) if (now - at >= everyMs) told.delete(other)
    return told.size < keysKept
  }

  return (tell, given = '') => {
    const now = performance.now()
    const key = findRoom(given, now) ? given : ''
    const last = told.get(key)
    if (last !== undefined && now - last.at < everyMs) {
      last.heldBack++
      return
    }
    told.set(key, { at: now, heldBack: 0 })
    tell(last?.heldBack ?? 0)
  }
}
