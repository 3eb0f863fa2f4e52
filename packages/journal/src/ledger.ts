import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { type Block, genesis, type Standing, standingAfter } from './block.ts'
import { Damaged, isDamage } from './damaged.ts'
import type { Offset, Totals } from './entry.ts'
import {
  createSegment,
  emptyWal,
  insertBlock,
  lastIntactStanding,
  listSegments,
  openToRead,
  openToWrite,
  readCursors,
  readStanding,
  type Segment,
  syncDirectory,
} from './segment.ts'
import { openTally } from './tally.ts'

/** A damaged file found on opening: entries from `lostFrom` to `resumesAt` are no longer part of the record. */
export interface Damage {
  file: string
  reason: string
  lostFrom: Offset
  resumesAt: Offset
  /** Readings in those entries, as far as it is known. */
  lost: Totals
}

/** The journal's files, as the one thread that writes them sees them. Every call is synchronous. */
export interface Ledger {
  standing(): Standing
  segments(): readonly Segment[]
  cursors(): ReadonlyMap<string, Offset>
  damage: Damage | null
  /** All of it in one transaction, fsynced, or none of it. After it threw, close the ledger and open it anew. */
  commit(blocks: readonly Block[], advances: readonly (readonly [string, Offset])[]): void
  /** Removes the oldest segments of days before that of `before`, in ms, and below `passed`; never the newest. Answers how many. */
  prune(before: number, passed: Offset): number
  close(): void
}

/** Offsets are reserved in steps of this many, so that one lost with a damaged file is never given to another entry. */
const reserveStep = 1_000_000

/** Why the files are opened: at the start, or anew because a commit failed or SQLite found the newest file malformed. */
export type Occasion = 'start' | 'failure' | 'damage'

/**
 * Opens the newest segment and looks at its last block alone. If that is damaged, or is not where the record ended, the file is left
 * as it is and the record goes on in a new segment. What was counted in the lost entries stays counted there.
 */
export function openLedger(directory: string, occasion: Occasion): Ledger {
  const segments = listSegments(directory)
  let newest = segments.at(-1) ?? null
  const tally = openTally(directory)
  let reserved = readReserved(directory)
  let database: DatabaseSync | null = null
  let standing = genesis
  let cursors = new Map<string, Offset>()
  let damage: Damage | null = null

  if (newest !== null) {
    try {
      if (occasion === 'damage') throw new Damaged('database disk image is malformed')
      database = openToWrite(newest)
      if (occasion === 'failure') emptyWal(database)
      standing = readStanding(database)
      const ended = tally.last?.head ?? 0
      if (standing.head < ended) throw new Damaged(`it ends before entry ${standing.head}, not ${ended}`)
      cursors = readCursors(database)
    } catch (error) {
      database?.close()
      if (!isDamage(error)) throw error
      goOnAfter(newest, (error as Error).message)
    }
  }
  let insert = database && insertBlock(database)

  function goOnAfter(damaged: Segment, reason: string): void {
    const rescued = rescue(segments)
    const lostFrom = rescued.standing.head
    const resumesAt = Math.max(reserved, damaged.first, lostFrom, ...rescued.cursors.values()) + 1
    const { accepted, rejected } = rescued.standing
    const lost = {
      accepted: Math.max(0, (tally.last?.accepted ?? 0) - accepted),
      rejected: Math.max(0, (tally.last?.rejected ?? 0) - rejected),
    }
    standing = {
      ...rescued.standing,
      head: resumesAt,
      accepted: accepted + lost.accepted,
      rejected: rejected + lost.rejected,
    }
    cursors = rescued.cursors
    const file = existsSync(damaged.file) ? damaged.file : `${damaged.file}.damaged`
    damage = { file, reason, lostFrom, resumesAt, lost }
    newest = createSegment(directory, damaged.day, { ...standing, continues: lostFrom }, cursors)
    segments.push(newest)
    database = openToWrite(newest)
  }

  function beginDay(day: string): void {
    const begun = createSegment(directory, day, { ...standing, continues: standing.head }, cursors)
    database?.close()
    segments.push(begun)
    newest = begun
    database = openToWrite(begun)
    insert = insertBlock(database)
  }

  return {
    standing: () => standing,
    segments: () => segments,
    cursors: () => cursors,
    damage,
    commit(blocks, advances) {
      const day = blocks[0] && dayOf(blocks[0].receivedFirst)
      if (day !== undefined && (newest === null || day > newest.day)) beginDay(day)
      if (database === null || insert === null) return
      const count = blocks.reduce((sum, block) => sum + block.count, 0)
      if (standing.head + count > reserved) {
        reserved = standing.head + count + reserveStep
        writeReserved(directory, reserved)
      }
      let after = standing
      database.exec('BEGIN IMMEDIATE')
      for (const block of blocks) {
        const before = after
        after = standingAfter(before, block)
        insert(before.head, block, after)
      }
      for (const [consumer, next] of advances) {
        database
          .prepare('INSERT INTO cursor VALUES (?, ?) ON CONFLICT DO UPDATE SET next = excluded.next')
          .run(consumer, next)
      }
      database.exec('COMMIT')
      standing = after
      if (blocks.length > 0) tally.write(standing)
      for (const [consumer, next] of advances) cursors.set(consumer, next)
    },
    prune(before, passed) {
      const day = dayOf(before)
      let removed = 0
      for (let [oldest, next] = segments; oldest && next; [oldest, next] = segments) {
        if (oldest.day >= day || next.first > passed) break
        for (const ending of ['', '-wal', '-shm']) rmSync(`${oldest.file}${ending}`, { force: true })
        segments.shift()
        removed++
      }
      if (removed > 0) syncDirectory(directory)
      return removed
    },
    close() {
      try {
        database?.close()
      } finally {
        tally.close()
      }
    },
  }
}

/**
 * What can be proved of the newest segment. A file of which nothing can be read is set aside as `….damaged`, and the
 * one before it asked, which ends where it began.
 */
function rescue(segments: Segment[]): { standing: Standing; cursors: Map<string, Offset> } {
  let lostFrom: Offset = 0
  for (let segment = segments.at(-1); segment !== undefined; segment = segments.at(-1)) {
    try {
      using database = openToRead(segment.file)
      const standing = lastIntactStanding(database)
      return { standing, cursors: cursorsLeft(database) }
    } catch (error) {
      if (!isDamage(error)) throw error
      setAside(segment.file)
      lostFrom = segment.first
      segments.pop()
    }
  }
  return { standing: { ...genesis, head: lostFrom }, cursors: new Map() }
}

function setAside(file: string): void {
  for (const ending of ['-wal', '-shm', '']) {
    if (existsSync(file + ending)) renameSync(file + ending, `${file}.damaged${ending}`)
  }
}

function cursorsLeft(database: DatabaseSync): Map<string, Offset> {
  try {
    return readCursors(database)
  } catch {
    return new Map()
  }
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}

function readReserved(directory: string): Offset {
  try {
    return Number(readFileSync(join(directory, 'reserved'), 'utf8')) || 0
  } catch {
    return 0
  }
}

function writeReserved(directory: string, offset: Offset): void {
  const file = join(directory, 'reserved')
  const handle = openSync(`${file}.new`, 'w')
  try {
    writeSync(handle, `${offset}\n`)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
  renameSync(`${file}.new`, file)
  syncDirectory(dirname(file))
}
