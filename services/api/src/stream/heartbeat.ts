import type { Offset } from '@jernih/journal'
import type { Readiness } from '../readiness.ts'

/** Says every second that the link lives, and whether readings are kept. */
export interface Heartbeat extends Readiness {
  serverTime: string
  /** The end of the journal. */
  head: Offset
}
