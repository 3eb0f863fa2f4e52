/** Lets the first of many alike through at once, then one every `everyMs`, with how many were held back before it. */
export function createOccasionally(everyMs: number): (tell: (heldBack: number) => void) => void {
  let lastAt = Number.NEGATIVE_INFINITY
  let heldBack = 0
  return (tell) => {
    const now = performance.now()
    if (now - lastAt < everyMs) {
      heldBack++
      return
    }
    tell(heldBack)
    lastAt = now
    heldBack = 0
  }
}
