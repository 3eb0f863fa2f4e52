import type { DatabaseSync } from 'node:sqlite'
import type { Instant, LifeState, SiteId } from '@jernih/domain'
import { type Episode, isWithheld } from './episode.ts'

/** An episode that has not ended, or, in `unacknowledged`, has not been acknowledged. */
export interface Standing extends Pick<Episode, 'id' | 'kind' | 'priority' | 'since' | 'raisedAt'> {
  state: LifeState
}

const raisedAs = `(SELECT json ->> '$.after.state' FROM transition WHERE id = alarm.id || '.1') AS raisedAs`

/** One after the other from the disk, by the time of raising: there may be more than should be in memory at once. */
export function readEpisodes(
  database: DatabaseSync,
  { site, from, to }: { site: SiteId; from: Instant; to: Instant },
): Iterable<Episode> {
  return database
    .prepare(
      `SELECT id, rtrim(rtrim(id, '0123456789-'), '.') AS alarm, kind, json ->> '$.priority' AS priority, since, raised_at AS raisedAt, ended_at AS endedAt,
         json ->> '$.acknowledgement.at' AS acknowledgedAt, ${raisedAs}
       FROM alarm WHERE site = ? AND raised_at >= ? AND raised_at < ? ORDER BY raised_at, id`,
    )
    .iterate(site, from, to) as Iterable<unknown> as Iterable<Episode>
}

/** When the alarms before `at` that people were told of were raised, newest first. */
export function* raisedBefore(database: DatabaseSync, site: SiteId, at: Instant): Generator<Instant> {
  const rows = database
    .prepare(
      `SELECT raised_at AS raisedAt, ${raisedAs} FROM alarm WHERE site = ? AND raised_at < ?
       ORDER BY raised_at DESC, id DESC`,
    )
    .iterate(site, at) as Iterable<unknown> as Iterable<Pick<Episode, 'raisedAt' | 'raisedAs'>>
  for (const row of rows) if (!isWithheld(row.raisedAs)) yield row.raisedAt
}

/** What stands now, oldest first. */
export function readStanding(database: DatabaseSync, site: SiteId): Standing[] {
  // The columns are named as the fields; node:sqlite knows rows as records of any value.
  return database
    .prepare(
      `SELECT id, kind, state, json ->> '$.priority' AS priority, since, raised_at AS raisedAt
       FROM alarm WHERE active = 1 AND site = ? ORDER BY raised_at, id`,
    )
    .all(site) as unknown as Standing[]
}

/** The episodes that want an acknowledgement now, ended ones too: how many, and the oldest. */
export function readUnacknowledged(
  database: DatabaseSync,
  site: SiteId,
): { count: number; oldest: Pick<Standing, 'id' | 'raisedAt'> | null } {
  // The same of this row, which a count without groups always has.
  const row = database
    .prepare(
      `SELECT count(*) AS count, min(raised_at) AS raisedAt, id FROM alarm
       WHERE site = ? AND state IN ('unacknowledged-active', 'returned-unacknowledged', 'latched')`,
    )
    .get(site) as unknown as { count: number; raisedAt: Instant; id: string }
  return { count: row.count, oldest: row.count > 0 ? { id: row.id, raisedAt: row.raisedAt } : null }
}
