import type { Way } from '@jernih/domain'
import type { Closable } from '@jernih/runtime'
import type { Message } from './message.ts'
import type { Language } from './wording.ts'

export type ChannelName = Way

/** One message to one address. */
export interface Delivery {
  /** The same when it is sent again: by it a repeat is known. */
  key: string
  address: string
  language: Language
  message: Message
  /** The episode that it is about; null where it gathers several, or is about none. */
  alarm: string | null
  /** By {@link rankOf}: the highest of what it gathers. */
  rank: number
  /** What a button that acknowledges says, and by which row of the outbox its press is known; null where there is nothing to acknowledge. */
  acknowledge: { label: string; row: number } | null
}

/** `later`: worth another try, after `afterMs` where the other side said so. `refused`: no other try would mend it. */
export type Outcome =
  | { status: 'sent' }
  | { status: 'later'; reason: string; afterMs?: number }
  | { status: 'refused'; reason: string }

/** A way to people. */
export interface Channel extends Closable {
  name: ChannelName
  /** Messages a second, and how many at once; to one address always one after another. */
  perSecond: number
  atOnce: number
  /** Characters of the lines that it takes in a message that gathers several; absent: 3,900. */
  longestLines?: number
  /** Gives up by itself within a minute. What it throws counts as `later`. */
  send(delivery: Delivery, closing: AbortSignal): Promise<Outcome>
  /** Where people can answer: hears them until it closes. `answer` says what they are told. */
  listen?(answer: (press: { row: number; from: string }) => Promise<string>): void
  close(): Promise<void>
}
