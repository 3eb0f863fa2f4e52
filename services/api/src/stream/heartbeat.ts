import type { Offset } from '@jernih/journal'
import type { Readiness } from '../readiness.ts'

/** Says every second that the link lives, and whether readings are kept. */
export interface Heartbeat extends Readiness {
  serverTime: string
  /** Whatever was received before is in the store; null while nobody has looked. */
  storedUntil: string | null
  /** The end of the journal. */
  head: Offset
}
