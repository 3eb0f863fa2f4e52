/** Keys that are remembered; beyond them all are forgotten, and may be heard again. */
const keysKept = 1_000
/** Longer keys are alike: they are a device's own text, and keeping them could take any memory. */
const keyLength = 200

/** Calls `tell` now, with how many alike were held back before it, or not at all. Alike is what has the same `key`. */
export type Occasionally = (tell: (heldBack: number) => void, key?: string) => void

/** Lets the first of many alike through at once, then one every `everyMs`: for log lines that a sick device could repeat without end. */
export function createOccasionally(everyMs: number): Occasionally {
  const told = new Map<string, { at: number; heldBack: number }>()
  return (tell, given = '') => {
    const key = given.length > keyLength ? '' : given
    const now = performance.now()
    const last = told.get(key)
    if (last !== undefined && now - last.at < everyMs) {
      last.heldBack++
      return
    }
    if (last === undefined && told.size >= keysKept) told.clear()
    told.set(key, { at: now, heldBack: 0 })
    tell(last?.heldBack ?? 0)
  }
}
