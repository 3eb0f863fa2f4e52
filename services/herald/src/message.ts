import type { Instant } from '@jernih/domain'

/** What is sent, composed once and kept with the row, so that a repeat says the same. */
export interface Message {
  /** What happened, for programs: `alarm.raised`, `alarm.digest`. */
  type: string
  /** When it happened. */
  at: Instant
  title: string
  /** Plain text of several lines. */
  text: string
  /** All of it in one line, for a message that gathers several. */
  line: string
  /** The facts, for programs. */
  data: unknown
}
