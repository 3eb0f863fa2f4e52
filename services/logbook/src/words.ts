import type { Instant, PointId, PointWord, SiteId } from '@jernih/domain'
import type { Entry, Offset } from '@jernih/journal'
import type { Database, Step } from '@jernih/runtime'

export type WordEntry = Extract<Entry, { kind: 'mark' | 'state' }>

/** Words said in `[from, to)`, and the last of the device and of people before it. */
export interface WordQuery {
  site: SiteId
  point: PointId
  from: Instant
  to: Instant
}

export const wordSchema = `
CREATE TABLE IF NOT EXISTS word (
  place INTEGER PRIMARY KEY, site TEXT NOT NULL, point TEXT NOT NULL, said_by TEXT NOT NULL, at INTEGER NOT NULL,
  state TEXT NOT NULL, until INTEGER, by TEXT, reason TEXT
) STRICT;
CREATE INDEX IF NOT EXISTS word_of_point ON word (site, point, said_by, at, place);
`

/** Of a device only what differs from its word before. */
const insert = `INSERT OR IGNORE INTO word (place, site, point, said_by, at, state, until, by, reason)
  SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9 WHERE ?4 = 'person' OR ?6 <> coalesce((SELECT state FROM word
    WHERE site = ?2 AND point = ?3 AND said_by = 'device' AND at <= ?5 ORDER BY at DESC, place DESC LIMIT 1), '')`

const select = `SELECT at, state, said_by AS saidBy, until, by, reason FROM word
  WHERE site = ?1 AND point = ?2 AND at < ?4 AND (at >= ?3 OR place IN (${lastBefore('person')}, ${lastBefore('device')}))
  ORDER BY at DESC, place DESC LIMIT ?5`

/** Newer ones are told first where there are more. */
const mostWords = 2_000

export function insertWords(entries: readonly WordEntry[]): Step {
  return { sql: insert, rows: entries.map(wordRow) }
}

/** Oldest first. */
export async function readWords(
  database: Database,
  { site, point, from, to }: WordQuery,
): Promise<PointWord[]> {
  return (await database.all<PointWord>(select, site, point, from, to, mostWords)).reverse()
}

/** By our clock where the device's is ahead. */
export function saidAt({ at, receivedAt }: Extract<WordEntry, { kind: 'state' }>): Instant {
  return Math.min(at, receivedAt)
}

function wordRow(entry: WordEntry): [Offset, ...(string | number | null)[]] {
  const { offset, site, point, state, receivedAt } = entry
  if (entry.kind === 'mark') {
    return [offset, site, point, 'person', receivedAt, state, entry.until, entry.by, entry.reason]
  }
  return [offset, site, point, 'device', saidAt(entry), state, null, null, null]
}

function lastBefore(saidBy: PointWord['saidBy']): string {
  return `(SELECT place FROM word WHERE site = ?1 AND point = ?2 AND said_by = '${saidBy}' AND at < ?3
    ORDER BY at DESC, place DESC LIMIT 1)`
}
