import { createHash } from 'node:crypto'
import type { Contact, Instant, Priority, SiteId } from '@jernih/domain'
import type { Clock, Database } from '@jernih/runtime'

/** A browser that somebody wants to be told of alarms by (Web Push), with what it takes to send to it. */
export interface PushSubscription {
  /** Of its endpoint, so that the browser can know its own: `push-` and 22 characters of its SHA-256 in base64url. */
  id: string
  /** Whose account it ends with. */
  person: string
  endpoint: string
  /** The push service's host. */
  service: string
  /** Of the browser, in base64url. */
  keys: { p256dh: string; auth: string }
  language: Contact['language']
  leastPriority: Priority
  /** Null: every site. */
  sites: SiteId[] | null
  createdAt: Instant
}

export interface PushSubscriptions {
  /**
   * Takes the place of what the same endpoint had, whoever's that was: a browser belongs to whoever uses it. `unknown`: there is no such
   * person. Of one person the newest twenty stand.
   */
  put(
    subscription: Omit<PushSubscription, 'id' | 'service' | 'createdAt'>,
  ): Promise<{ subscription: PushSubscription; made: boolean } | 'unknown'>
  /** Oldest first. */
  list(): PushSubscription[]
  find(id: string): PushSubscription | null
  /** False where there is none. */
  end(id: string): Promise<boolean>
  /** What the disk has done with the person's account, here as well. */
  forgetThoseOf(person: string): void
}

export const pushSubscriptionSchema = `CREATE TABLE IF NOT EXISTS push_subscription (
  id TEXT PRIMARY KEY, person TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE, endpoint TEXT NOT NULL,
  p256dh TEXT NOT NULL, auth TEXT NOT NULL, language TEXT NOT NULL, least_priority TEXT NOT NULL, sites TEXT,
  created_at INTEGER NOT NULL) STRICT`

const mostOfOne = 20
const columns = 'id, person, endpoint, p256dh, auth, language, least_priority, sites, created_at'

interface Row extends Omit<PushSubscription, 'keys' | 'sites' | 'service'> {
  p256dh: string
  auth: string
  sites: string | null
}

/** They are few, and asked for with each step of an alarm, inside the transaction that writes it: so all of them are in memory. */
export async function openPushSubscriptions(options: {
  database: Database
  clock: Clock
}): Promise<PushSubscriptions> {
  const { database, clock } = options
  const rows = await database.all<Row>(
    `SELECT id, person, endpoint, p256dh, auth, language, least_priority AS leastPriority, sites, created_at AS createdAt
     FROM push_subscription ORDER BY created_at, rowid`,
  )
  const standing = new Map(rows.map((row) => [row.id, fromRow(row)]))

  async function end(id: string): Promise<boolean> {
    await database.transaction([{ sql: 'DELETE FROM push_subscription WHERE id = ?', rows: [[id]] }])
    return standing.delete(id)
  }

  return {
    async put(given) {
      const id = idOf(given.endpoint)
      const before = standing.get(id)
      const createdAt = before?.person === given.person ? before.createdAt : clock.now()
      const subscription = { ...given, id, service: new URL(given.endpoint).host, createdAt }
      const { person, endpoint, keys, language, leastPriority, sites } = subscription
      const sql = `INSERT OR REPLACE INTO push_subscription (${columns})
        SELECT ?, ?, ?, ?, ?, ?, ?, ?, ? WHERE EXISTS (SELECT 1 FROM person WHERE id = ?)`
      const row = [id, person, endpoint, keys.p256dh, keys.auth, language, leastPriority]
      const [put] = await database.transaction([
        { sql, rows: [[...row, sites && JSON.stringify(sites), createdAt, person]] },
      ])
      if (put === 0) return 'unknown'
      const made = before?.person !== given.person
      // Among those of somebody else it is the newest.
      if (made) standing.delete(id)
      standing.set(id, subscription)
      const own = [...standing.values()].filter((one) => one.person === person)
      for (const { id: oldest } of own.slice(0, -mostOfOne)) await end(oldest)
      return { subscription, made }
    },
    list: () => [...standing.values()],
    find: (id) => standing.get(id) ?? null,
    end,
    forgetThoseOf(person) {
      for (const [id, subscription] of standing) if (subscription.person === person) standing.delete(id)
    },
  }
}

function fromRow({ p256dh, auth, sites, ...row }: Row): PushSubscription {
  return {
    ...row,
    service: new URL(row.endpoint).host,
    keys: { p256dh, auth },
    sites: sites === null ? null : (JSON.parse(sites) as SiteId[]),
  }
}

function idOf(endpoint: string): string {
  return `push-${createHash('sha256').update(endpoint).digest('base64url').slice(0, 22)}`
}
