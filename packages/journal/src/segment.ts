import { closeSync, fsyncSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type Block, blockHash, type Standing } from './block.ts'
import { Damaged } from './damaged.ts'
import type { Offset } from './entry.ts'

/** One SQLite file of the journal: the blocks of a day (UTC), from offset `first` on. */
export interface Segment {
  day: string
  first: Offset
  file: string
}

/** A segment's own account of how the record stood when it began. `continues` lies below `head` where a damaged file lost entries. */
export interface Header extends Standing {
  continues: Offset
}

const schema = `
CREATE TABLE segment (
  head INTEGER NOT NULL, accepted INTEGER NOT NULL, rejected INTEGER NOT NULL,
  received_through INTEGER NOT NULL, hash TEXT NOT NULL, continues INTEGER NOT NULL
) STRICT;
CREATE TABLE block (
  first INTEGER PRIMARY KEY,          -- offset of its first line
  count INTEGER NOT NULL,             -- of lines
  rejected INTEGER NOT NULL,          -- in this block
  accepted_total INTEGER NOT NULL,    -- in this block and all before it
  rejected_total INTEGER NOT NULL,
  received_through INTEGER NOT NULL,  -- latest receivedAt in this block and all before it
  hash TEXT NOT NULL,                 -- sha256 of: hash of the block before, newline, first, newline, lines
  lines TEXT NOT NULL                 -- one entry a line, JSON
) STRICT;
CREATE INDEX block_rejected ON block (first) WHERE rejected > 0;
CREATE TABLE cursor (consumer TEXT PRIMARY KEY, next INTEGER NOT NULL) STRICT, WITHOUT ROWID;
`

/** The WAL is copied into the file at this many pages of 4 KiB: seldom enough to be cheap, small enough to open fast. */
const checkpointPages = 4_000

export function listSegments(directory: string): Segment[] {
  return readdirSync(directory)
    .flatMap((name) => {
      const [, day, first] = /^(\d{4}-\d\d-\d\d)-(\d+)\.db$/.exec(name) ?? []
      return day === undefined ? [] : [{ day, first: Number(first), file: join(directory, name) }]
    })
    .sort((a, b) => a.first - b.first)
}

/** A segment appears in the directory whole, or not at all. */
export function createSegment(
  directory: string,
  day: string,
  header: Header,
  cursors: Iterable<[string, Offset]>,
): Segment {
  const file = join(directory, `${day}-${header.head}.db`)
  const draft = `${file}.new`
  rmSync(draft, { force: true })
  const database = new DatabaseSync(draft)
  try {
    database.exec(`BEGIN; ${schema}`)
    const { head, accepted, rejected, receivedThrough, hash, continues } = header
    database
      .prepare('INSERT INTO segment VALUES (?, ?, ?, ?, ?, ?)')
      .run(head, accepted, rejected, receivedThrough, hash, continues)
    const insert = database.prepare('INSERT INTO cursor VALUES (?, ?)')
    for (const [consumer, next] of cursors) insert.run(consumer, next)
    database.exec('COMMIT; PRAGMA journal_mode = WAL')
  } finally {
    database.close()
  }
  renameSync(draft, file)
  syncDirectory(dirname(file))
  return { day, first: header.head, file }
}

export function openToWrite(segment: Segment): DatabaseSync {
  const database = new DatabaseSync(segment.file, { timeout: 5_000 })
  database.exec(`PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = ${checkpointPages}`)
  return database
}

/**
 * Writes what the WAL holds into the file itself. After a failed fsync the kernel takes pages for written that are not,
 * and no later fsync would write them. Throws where a reader kept it from doing so.
 */
export function emptyWal(database: DatabaseSync): void {
  const outcome = database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()
  if (outcome?.['busy'] !== 0) throw new Error('the WAL cannot be written out: it is in use')
}

/** `writable_schema` lets SQLite read what is left of a file that was cut short; nothing can be written. */
export function openToRead(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 5_000, defensive: false })
  database.exec('PRAGMA writable_schema = ON')
  return database
}

export function readHeader(database: DatabaseSync): Header {
  const row = database
    .prepare(
      'SELECT head, accepted, rejected, received_through AS receivedThrough, hash, continues FROM segment',
    )
    .get()
  // What is left of a file that was cut short may read as a row of nulls.
  const isWhole = row !== undefined && Object.values(row).every((field) => field !== null)
  if (!isWhole) throw new Damaged('the segment has no header')
  // The columns are named as the fields; node:sqlite knows rows as records of any value.
  return row as unknown as Header
}

export function readCursors(database: DatabaseSync): Map<string, Offset> {
  const rows = database.prepare('SELECT consumer, next FROM cursor').all()
  return new Map(rows.map((row) => [row['consumer'] as string, row['next'] as Offset]))
}

/** How the record stands after the segment's newest block. Throws {@link Damaged} where that block is not what was written. */
export function readStanding(database: DatabaseSync): Standing {
  const header = readHeader(database)
  const newest = database.prepare('SELECT max(first) AS first FROM block').get()?.['first'] as Offset | null
  return newest === null ? header : standingThrough(database, header, newest)
}

/** The newest standing that can still be proved, passing over what is unreadable or altered at the end. */
export function lastIntactStanding(database: DatabaseSync): Standing {
  const header = readHeader(database)
  for (const first of readableBlocks(database).reverse()) {
    try {
      return standingThrough(database, header, first)
    } catch {
      // The block before it may be intact.
    }
  }
  return header
}

export function insertBlock(database: DatabaseSync) {
  const insert = database.prepare('INSERT INTO block VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
  return (first: Offset, block: Block, after: Standing) =>
    insert.run(
      first,
      block.count,
      block.rejected,
      after.accepted,
      after.rejected,
      after.receivedThrough,
      after.hash,
      block.lines,
    )
}

export function syncDirectory(directory: string): void {
  const handle = openSync(directory, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

function standingThrough(database: DatabaseSync, header: Header, first: Offset): Standing {
  // A row as node:sqlite types it says nothing of its columns, which are those of the query.
  const block = database
    .prepare(
      `SELECT first + count AS head, accepted_total AS accepted, rejected_total AS rejected,
         received_through AS receivedThrough, hash, lines FROM block WHERE first = ?`,
    )
    // As the header's columns, these are named as the fields.
    .get(first) as unknown as Standing & { lines: string }
  const previous = database
    .prepare('SELECT hash FROM block WHERE first < ? ORDER BY first DESC LIMIT 1')
    .get(first)
  const { lines, ...standing } = block
  if (blockHash((previous?.['hash'] as string | undefined) ?? header.hash, first, lines) !== standing.hash) {
    throw new Damaged(`the block at offset ${first} is not what was written`)
  }
  return standing
}

function readableBlocks(database: DatabaseSync): Offset[] {
  const firsts: Offset[] = []
  try {
    for (const row of database.prepare('SELECT first FROM block ORDER BY first').iterate()) {
      firsts.push(row['first'] as Offset)
    }
  } catch {
    // What comes after cannot be read.
  }
  return firsts
}
