import { isUnreadable } from './damaged.ts'
import type { Offset } from './entry.ts'

/**
 * What `get` answers at the first offset from `from` on at which it can be read; undefined where there is nothing more.
 * It goes away from an unreadable place in doubled steps and comes back by halves, so that behind several of them it
 * may find the end of a later one.
 */
export function nextReadable<Row>(from: Offset, get: (at: Offset) => Row | undefined): Row | undefined {
  let unreadable = from - 1
  let at = from
  let found = attempt(get, at)
  for (let step = 1; found === null; step *= 2) {
    unreadable = at
    at = from + step
    if (at > Number.MAX_SAFE_INTEGER) return undefined
    found = attempt(get, at)
  }
  while (at - unreadable > 1) {
    const middle = Math.floor((unreadable + at) / 2)
    const between = attempt(get, middle)
    if (between === null) {
      unreadable = middle
    } else {
      at = middle
      found = between
    }
  }
  return found.row
}

function attempt<Row>(get: (at: Offset) => Row | undefined, at: Offset): { row: Row | undefined } | null {
  try {
    return { row: get(at) }
  } catch (error) {
    if (!isUnreadable(error)) throw error
    return null
  }
}
