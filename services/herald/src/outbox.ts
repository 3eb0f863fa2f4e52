import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Alarm, Instant, Site, SiteId, Transition } from '@jernih/domain'
import { type Closable, type Log, type OpenDatabase, openDatabase, type Step } from '@jernih/runtime'
import type { ChannelName } from './channel.ts'
import type { Message } from './message.ts'
import { cancelEscalations, insert, insertFollowing, schema } from './outbox-sql.ts'
import type { Parcel } from './parcel.ts'
import type { Subscriber } from './routing.ts'
import type { Language } from './wording.ts'
import { writeLetters } from './write-letters.ts'

/** One message to one recipient by one channel, which waits to be sent. */
export interface Letter {
  id: number
  /** `{transition id}.{channel}.{recipient}` */
  key: string
  channel: ChannelName
  address: string
  language: Language
  alarm: string | null
  rank: number
  attempts: number
  /** The key of the message that gathers it with others. */
  bundle: string | null
  message: Message
}

export interface Waiting {
  pending: number
  oldest: Instant | null
  failed: number
  expired: number
}

/**
 * What is to be told, in `alarms.db` beside the alarms themselves: pending until it is sent, refused for good (`failed`) or no longer
 * worth telling (`expired`, with the reason).
 */
export interface Outbox extends Closable {
  /** For the watch: what makes a letter of each change, for whoever is to be told of it. Never throws. */
  alongside(changes: readonly { alarm: Alarm; transition: Transition }[], at: Instant): Step[]
  /** Due at `now`, of addresses that are not waiting for another try: most urgent first, and of those in the order of their coming. */
  due(channel: ChannelName, now: Instant): Promise<Letter[]>
  /** When the next one falls due; null where nothing waits. */
  nextDue(channel: ChannelName, now: Instant): Promise<Instant | null>
  /** Notes, before a message is sent, that it is being tried, and in which company. */
  begin(parcel: Parcel): Promise<void>
  sent(parcel: Parcel, at: Instant): Promise<void>
  later(parcel: Parcel, again: { dueAt: Instant; reason: string }): Promise<void>
  failed(parcel: Parcel, at: Instant, reason: string): Promise<void>
  /** Gives up what is older than three days, and forgets what was settled 90 days ago. */
  expire(now: Instant): Promise<void>
  waiting(channel: ChannelName): Promise<Waiting>
  /** The alarm's episode that the letter is about, and its site. */
  find(row: number): Promise<{ alarm: string; site: SiteId } | null>
  close(): Promise<void>
}

interface Row extends Omit<Letter, 'message'> {
  json: string
}

const forgottenMs = 90 * 86_400_000
/** So many are looked at together. */
const mostDue = 1_000

/** Opens it before the watch opens `alarms.db`, since the watch writes into it. */
export async function openOutbox(given: {
  directory: string
  openDatabase?: OpenDatabase
  sites: { get(id: SiteId): Site | undefined }
  channels: readonly { name: ChannelName }[]
  /** Browsers that are told, too. */
  subscribers?: { list(): readonly Subscriber[] }
  /** What is told was made up by a virtual plant, and says so. */
  simulated?: boolean
  log: Log
}): Promise<Outbox> {
  const { directory, sites, subscribers: browsers, simulated = false, log } = given
  const channels = new Set(given.channels.map(({ name }) => name))
  await mkdir(directory, { recursive: true })
  const database = await (given.openDatabase ?? openDatabase)(join(directory, 'alarms.db'), schema)

  async function run(sql: string, parcel: Parcel, ...values: (string | number | null)[]): Promise<void> {
    await database.transaction([{ sql, rows: parcel.letters.map(({ id }) => [...values, id]) }])
  }

  return {
    alongside(changes, at) {
      const steps: Step[] = []
      const subscribers = browsers?.list() ?? []
      for (const change of changes) {
        const { alarm, transition } = change
        try {
          const site = sites.get(alarm.site)
          if (!site) continue
          const { letters, following } = writeLetters({
            ...change,
            site,
            channels,
            subscribers,
            at,
            simulated,
          })
          steps.push(...insert(letters), ...insertFollowing(following), ...cancelEscalations(change))
        } catch (error) {
          log.error({ error, transition: transition.id }, 'nobody can be told of a transition')
        }
      }
      return steps
    },
    async due(channel, now) {
      const rows = await database.all<Row>(
        `SELECT id, key, channel, address, language, alarm, rank, attempts, bundle, json FROM outbox AS one
         WHERE state = 'pending' AND channel = ? AND due <= ? AND NOT EXISTS (
           SELECT 1 FROM outbox WHERE state = 'pending' AND attempts > 0 AND channel = one.channel AND address = one.address AND due > ?)
         ORDER BY rank DESC, id LIMIT ${mostDue}`,
        ...[channel, now, now],
      )
      return rows.map(({ json, ...row }) => ({ ...row, message: JSON.parse(json) as Message }))
    },
    async nextDue(channel, now) {
      const [row] = await database.all<{ due: Instant | null }>(
        `SELECT min(due) AS due FROM outbox WHERE state = 'pending' AND channel = ? AND due > ?`,
        ...[channel, now],
      )
      return row?.due ?? null
    },
    begin: (parcel) =>
      run(
        'UPDATE outbox SET attempts = attempts + 1, bundle = ? WHERE id = ?',
        parcel,
        parcel.gathered ? parcel.key : null,
      ),
    sent: (parcel, at) => run(`UPDATE outbox SET state = 'sent', settled_at = ? WHERE id = ?`, parcel, at),
    later: (parcel, { dueAt, reason }) =>
      run('UPDATE outbox SET due = ?, reason = ? WHERE id = ?', parcel, dueAt, reason),
    failed: (parcel, at, reason) =>
      run(`UPDATE outbox SET state = 'failed', settled_at = ?, reason = ? WHERE id = ?`, parcel, at, reason),
    async expire(now) {
      await database.transaction([
        {
          sql: `UPDATE outbox SET state = 'expired', settled_at = ?, reason = coalesce(reason, 'too old') WHERE state = 'pending' AND expires_at <= ?`,
          rows: [[now, now]],
        },
        { sql: 'DELETE FROM outbox WHERE settled_at < ?', rows: [[now - forgottenMs]] },
      ])
    },
    async waiting(channel) {
      const [row] = await database.all<Waiting>(
        `SELECT count(*) FILTER (WHERE state = 'pending') AS pending, min(made_at) FILTER (WHERE state = 'pending') AS oldest,
           count(*) FILTER (WHERE state = 'failed') AS failed, count(*) FILTER (WHERE state = 'expired') AS expired
         FROM outbox WHERE channel = ? AND state IN ('pending', 'failed', 'expired')`,
        channel,
      )
      return row ?? { pending: 0, oldest: null, failed: 0, expired: 0 }
    },
    async find(row) {
      const [found] = await database.all<{ alarm: string; site: SiteId }>(
        'SELECT alarm, site FROM outbox WHERE id = ? AND alarm IS NOT NULL',
        row,
      )
      return found ?? null
    },
    close: () => database.close(),
  }
}
