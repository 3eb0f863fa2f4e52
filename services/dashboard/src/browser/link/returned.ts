import { effect, signal } from '@preact/signals'
import { type Mark, sinceMs } from './clock.ts'
import { heartbeat, lastHeard, link, serverTime } from './live.ts'

/** The link was lost and lives again, with all that happened meanwhile. */
export interface Returned {
  /** For how long nothing was heard, in ms. */
  awayMs: number
  /** Number of the return: another one is another notice. */
  count: number
}

/** The last return; null where there was none, or somebody has read of it. */
export const returned = signal<Returned | null>(null)

/** The last word before the link was lost; null while it lives. */
let lastWord: Mark | null = null
let count = 0

// The stream sends what was missed before the next heartbeat: when that is here, so is all the rest.
effect(() => {
  // What never lived, since somebody signed in, cannot be lost.
  if (link.value === 'lost' && serverTime.peek()) lastWord ??= lastHeard.peek()
})
effect(() => {
  const heard = heartbeat.value
  if (!heard) lastWord = null
  if (!heard || !lastWord || link.peek() === 'lost') return
  const awayMs = sinceMs(lastWord)
  lastWord = null
  if (awayMs > noticedMs) returned.value = { awayMs, count: ++count }
})

/** A page that was merely out of sight for a moment has nothing to tell. */
const noticedMs = 2_500
