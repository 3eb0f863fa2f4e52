import type { Alarm, Instant, SiteId, Transition } from '@jernih/domain'
import type { SqlValue, Step } from '@jernih/runtime'
import type { ChannelName } from './channel.ts'
import type { Message } from './message.ts'
import type { Language } from './wording.ts'

/** `state`: pending, sent, failed or expired. `escalation`: only if nobody acknowledges until `due`. Times are Unix ms. */
export const schema = `
CREATE TABLE IF NOT EXISTS outbox (
  id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, channel TEXT NOT NULL, recipient TEXT NOT NULL, address TEXT NOT NULL,
  language TEXT NOT NULL, site TEXT, alarm TEXT, rank INTEGER NOT NULL, escalation INTEGER NOT NULL, made_at INTEGER NOT NULL,
  due INTEGER NOT NULL, expires_at INTEGER NOT NULL, json TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'pending',
  attempts INTEGER NOT NULL DEFAULT 0, bundle TEXT, reason TEXT, settled_at INTEGER
) STRICT;
CREATE INDEX IF NOT EXISTS outbox_due ON outbox (channel, due) WHERE state = 'pending';
CREATE INDEX IF NOT EXISTS outbox_tried ON outbox (channel, address, due) WHERE state = 'pending' AND attempts > 0;
CREATE INDEX IF NOT EXISTS outbox_of_alarm ON outbox (alarm, recipient, channel);
CREATE INDEX IF NOT EXISTS outbox_states ON outbox (channel, state, made_at);
CREATE INDEX IF NOT EXISTS outbox_settled ON outbox (settled_at) WHERE settled_at IS NOT NULL;
`

export interface NewLetter {
  key: string
  channel: ChannelName
  recipient: string
  address: string
  language: Language
  site: SiteId
  alarm: string
  rank: number
  escalation: boolean
  madeAt: Instant
  due: Instant
  message: Message
}

const columns =
  'key, channel, recipient, address, language, site, alarm, rank, escalation, made_at, due, expires_at, json'
const places = columns.replaceAll(/\w+/g, '?')
/** Older is no longer worth telling. From when it is due, so that what waits for the morning has as long. */
const worthTellingMs = 3 * 86_400_000

/** What is there already stays as it is. */
export function insert(letters: readonly NewLetter[]): Step[] {
  if (letters.length === 0) return []
  return [
    { sql: `INSERT OR IGNORE INTO outbox (${columns}) VALUES (${places})`, rows: letters.map(valuesOf) },
  ]
}

/** Only for whoever was told, or is being told, of the same episode. */
export function insertFollowing(letters: readonly NewLetter[]): Step[] {
  if (letters.length === 0) return []
  return [
    {
      sql: `INSERT OR IGNORE INTO outbox (${columns}) SELECT ${places} WHERE EXISTS (
        SELECT 1 FROM outbox WHERE alarm = ? AND recipient = ? AND channel = ? AND (state = 'sent' OR attempts > 0))`,
      rows: letters.map((letter) => [...valuesOf(letter), letter.alarm, letter.recipient, letter.channel]),
    },
  ]
}

const endsEscalation: ReadonlySet<string> = new Set([
  'acknowledged',
  'cleared',
  'shelved',
  'suppressed',
  'out-of-service',
])

/** Nobody else needs to be called once somebody acts, or it is over. */
export function cancelEscalations({ alarm, transition }: { alarm: Alarm; transition: Transition }): Step[] {
  if (!endsEscalation.has(transition.step)) return []
  return [
    {
      sql: `UPDATE outbox SET state = 'expired', reason = ?, settled_at = ?
        WHERE alarm = ? AND escalation = 1 AND state = 'pending' AND attempts = 0`,
      rows: [[transition.step, transition.at, alarm.id]],
    },
  ]
}

function valuesOf(letter: NewLetter): SqlValue[] {
  const { key, channel, recipient, address, language, site, alarm, rank, escalation, madeAt, due, message } =
    letter
  return [
    ...[key, channel, recipient, address, language, site, alarm, rank, Number(escalation)],
    ...[madeAt, due, Math.max(madeAt, due) + worthTellingMs, JSON.stringify(message)],
  ]
}
