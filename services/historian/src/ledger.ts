import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Instant, SeriesKey } from '@jernih/domain'
import type { Offset } from '@jernih/journal'
import type { OpenDatabase, Step } from '@jernih/runtime'
import type { PendingReading } from './reading-rows.ts'

/** A reading that the store would not take, with what it said. It stays in the journal, and here until it is released. */
export interface Quarantined extends Omit<PendingReading, 'fresh'> {
  id: number
  reason: string
}

export interface Refused<Reading = PendingReading> {
  reading: Reading
  reason: string
}

/** A place in the journal at which a damaged file lost entries. */
export interface Hole {
  /** It was passed below this offset. */
  below: Offset
  /** Readings that the journal counted there and that were not stored before; negative where more were stored than it still counted. */
  lost: number
}

/** Readings, counted: of all below `cursor`, so many are stored, quarantined, and lost in holes. All of it is of one moment. */
export interface Progress {
  cursor: Offset
  stored: number
  quarantined: number
  holes: readonly Hole[]
}

export type Witness = SeriesKey & { at: Instant }

/** What the historian has done, durably, in `<directory>/historian.db`. */
export interface Ledger {
  /** As it is on disk. */
  progress(): Progress
  /** Moves the cursor to `to`, counts `stored` more, keeps `refused`, the new witness and the hole passed: all of it or nothing. */
  record(step: {
    to: Offset
    stored: number
    refused: readonly Refused[]
    hole: Hole | null
    /** One of those stored; null where none was. */
    witness: PendingReading | null
  }): Promise<void>
  /** A reading that the store took not long before the cursor, and must still have; null where none is known. */
  witness(): Promise<Witness | null>
  /** Begins anew at `cursor`, below which `accepted` readings lie: those neither in quarantine nor lost count as stored. */
  restart(cursor: Offset, accepted: number): Promise<void>
  /** Newest first, with ids below `before`. */
  quarantined(page: { before?: number; limit: number }): Promise<Quarantined[]>
  /** Oldest first, with ids above `after`. */
  held(page: { after: number; limit: number }): Promise<Quarantined[]>
  /** Counts as stored, and no longer as quarantined, what the store has taken after all; of the others tells the newest reason. */
  release(outcome: {
    stored: readonly Quarantined[]
    refused: readonly Refused<Quarantined>[]
  }): Promise<void>
  close(): Promise<void>
}

/** `value` has no fixed type, since a REAL column turns −0 into 0. */
const schema = `
  CREATE TABLE IF NOT EXISTS progress (
    only INTEGER PRIMARY KEY CHECK (only = 1), cursor INTEGER NOT NULL, stored INTEGER NOT NULL
  ) STRICT;
  INSERT OR IGNORE INTO progress (only, cursor, stored) VALUES (1, 0, 0);
  CREATE TABLE IF NOT EXISTS witness (
    only INTEGER PRIMARY KEY CHECK (only = 1), site TEXT NOT NULL, point TEXT NOT NULL, parameter TEXT NOT NULL, at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS quarantine (
    id INTEGER PRIMARY KEY, site TEXT NOT NULL, point TEXT NOT NULL, parameter TEXT NOT NULL, at INTEGER NOT NULL,
    value ANY NOT NULL, flag INTEGER NOT NULL, received INTEGER NOT NULL, "offset" INTEGER NOT NULL, reason TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS hole (below INTEGER PRIMARY KEY, lost INTEGER NOT NULL) STRICT;`

const select = 'SELECT cursor, stored, (SELECT count(*) FROM quarantine) AS quarantined FROM progress'
const testify = 'INSERT OR REPLACE INTO witness (only, site, point, parameter, at) VALUES (1, ?, ?, ?, ?)'
const keep = `INSERT INTO quarantine (site, point, parameter, at, value, flag, received, "offset", reason)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`

export async function openLedger(directory: string, openDatabase: OpenDatabase): Promise<Ledger> {
  await mkdir(directory, { recursive: true })
  const database = await openDatabase(join(directory, 'historian.db'), schema)
  let progress = await standing()

  async function standing(): Promise<Progress> {
    const [row] = await database.all<Omit<Progress, 'holes'>>(select)
    const holes = await database.all<Hole>('SELECT below, lost FROM hole ORDER BY below')
    return { cursor: 0, stored: 0, quarantined: 0, ...row, holes }
  }

  return {
    progress: () => progress,
    async record({ to, stored, refused, witness, hole }) {
      const steps: Step[] = [
        { sql: 'UPDATE progress SET cursor = ?, stored = stored + ?', rows: [[to, stored]] },
      ]
      if (witness) {
        const { site, point, parameter, at } = witness
        steps.push({ sql: testify, rows: [[site, point, parameter, at]] })
      }
      if (hole)
        steps.push({ sql: 'INSERT INTO hole (below, lost) VALUES (?, ?)', rows: [[hole.below, hole.lost]] })
      if (refused.length > 0) steps.push({ sql: keep, rows: refused.map(quarantineRow) })
      await database.transaction(steps)
      progress = {
        cursor: to,
        stored: progress.stored + stored,
        quarantined: progress.quarantined + refused.length,
        holes: hole ? [...progress.holes, hole] : progress.holes,
      }
    },
    async witness() {
      const [row] = await database.all<Witness>('SELECT site, point, parameter, at FROM witness')
      return row ?? null
    },
    async restart(cursor, accepted) {
      const lost = '(SELECT coalesce(sum(lost), 0) FROM hole)'
      const stored = `UPDATE progress SET cursor = ?, stored = ? - (SELECT count(*) FROM quarantine) - ${lost}`
      await database.transaction([
        { sql: 'DELETE FROM quarantine WHERE "offset" >= ?', rows: [[cursor]] },
        { sql: 'DELETE FROM hole WHERE below > ?', rows: [[cursor]] },
        { sql: stored, rows: [[cursor, accepted]] },
      ])
      progress = await standing()
    },
    quarantined: ({ before = Number.MAX_SAFE_INTEGER, limit }) =>
      database.all('SELECT * FROM quarantine WHERE id < ? ORDER BY id DESC LIMIT ?', before, limit),
    held: ({ after, limit }) =>
      database.all('SELECT * FROM quarantine WHERE id > ? ORDER BY id LIMIT ?', after, limit),
    async release({ stored, refused }) {
      await database.transaction([
        { sql: 'DELETE FROM quarantine WHERE id = ?', rows: stored.map(({ id }) => [id]) },
        { sql: 'UPDATE progress SET stored = stored + ?', rows: [[stored.length]] },
        {
          sql: 'UPDATE quarantine SET reason = ? WHERE id = ?',
          rows: refused.map(({ reading, reason }) => [reason, reading.id]),
        },
      ])
      progress = {
        ...progress,
        stored: progress.stored + stored.length,
        quarantined: progress.quarantined - stored.length,
      }
    },
    close: () => database.close(),
  }
}

function quarantineRow({ reading, reason }: Refused) {
  const { site, point, parameter, at, value, flag, received, offset } = reading
  return [site, point, parameter, at, value, flag, received, offset, reason]
}
