import type { Contact, Site } from '@jernih/domain'

/** What became of a test message by one way: `not-set-up` where the station's settings do not open that way. */
export interface TestedWay {
  channel: string
  status: 'sent' | 'failed' | 'refused' | 'not-set-up'
  /** What the other side said; null where it took the message, or was not asked. */
  reason: string | null
}

/** What the api asks of whoever sends messages to a site's contacts. */
export interface TellingPort {
  /** Sends a message that says that it is a test by each way that this contact has; resolves within a minute. */
  test(asked: { site: Site; contact: Contact }): Promise<TestedWay[]>
}
