/** Keys that are remembered; beyond them all are forgotten, and may speak again. */
const keysKept = 1_000
/** Longer keys speak as one: they are a device's own text, and keeping them could take any memory. */
const keyLength = 200

/** Answers whether `key` may speak now: once in `intervalMs`. For log lines that a sick device could repeat without end. */
export function createRateLimit(intervalMs: number): (key: string) => boolean {
  const spoke = new Map<string, number>()
  return (given) => {
    const key = given.length > keyLength ? '' : given
    const now = performance.now()
    const last = spoke.get(key)
    if (last !== undefined && now - last < intervalMs) return false
    if (spoke.size >= keysKept) spoke.clear()
    spoke.set(key, now)
    return true
  }
}
