import type { DatabaseSync } from 'node:sqlite'
import { decodeBlock, type Standing, type StoredBlock, splitLines } from './block.ts'
import { isUnreadable } from './damaged.ts'
import type { Offset, Totals } from './entry.ts'
import { countReadings } from './line.ts'
import { nextReadable } from './next-readable.ts'
import { readHeader } from './segment.ts'
import { verifySegment } from './verify-segment.ts'

/** A segment opened for reading, trusted below `end`. */
export interface OpenSegment {
  database: DatabaseSync
  end: Offset
  /** What the next segment begins with: where entries from `end` on were lost, it counts them too. Null for the newest. */
  next: Totals | null
}

export type Query =
  | { kind: 'blocks'; from: Offset; mostBytes: number }
  | { kind: 'totals'; offset: Offset }
  | { kind: 'offsetAt'; at: number }
  | { kind: 'rejected'; before: Offset; limit: number; mostBytes: number }
  | { kind: 'verify'; before: Standing | null }

/** `lost` says why, where `from` could not be read; the blocks then begin behind it, or there are none. */
export interface BlocksAnswer {
  blocks: StoredBlock[]
  lost: string | null
}

export interface StoredLine {
  offset: Offset
  line: string
}

/** The segment's first entry that came when one received at or after the time had come, or null; `before` says that it came earlier. */
export interface OffsetAtAnswer {
  found: Offset | null
  before: boolean
}

export function answer(segment: OpenSegment, query: Query): unknown {
  switch (query.kind) {
    case 'blocks':
      return blocks(segment, query.from, query.mostBytes)
    case 'totals':
      return totals(segment, query.offset)
    case 'offsetAt':
      return offsetAt(segment, query.at)
    case 'rejected':
      return rejected(segment, query)
    case 'verify':
      return verifySegment(segment, query.before)
  }
}

/** The block with `from` in it, or the next one, and those after it up to about `mostBytes`, or up to one that cannot be read. */
function blocks(segment: OpenSegment, from: Offset, mostBytes: number): BlocksAnswer {
  const { database, end } = segment
  const found: StoredBlock[] = []
  let bytes = 0
  if (from >= end) return { blocks: found, lost: null }
  try {
    const rows = database
      .prepare(
        `SELECT first, count, lines FROM block WHERE first < :end AND first + count > :from
           AND first >= coalesce((SELECT max(first) FROM block WHERE first <= :from), 0) ORDER BY first`,
      )
      .iterate({ from, end })
    for (const row of rows as Iterable<unknown> as Iterable<StoredBlock>) {
      found.push(row)
      bytes += row.lines.length
      if (bytes >= mostBytes) break
    }
  } catch (error) {
    if (!isUnreadable(error)) throw error
    if (found.length === 0) return blocksBehind(segment, from, mostBytes, error as Error)
  }
  return { blocks: found, lost: null }
}

function blocksBehind(segment: OpenSegment, from: Offset, mostBytes: number, lost: Error): BlocksAnswer {
  const { database, end } = segment
  const next = database.prepare(
    'SELECT first, lines FROM block WHERE first >= ? AND first < ? ORDER BY first LIMIT 1',
  )
  const behind = nextReadable(from, (at) => next.get(at, end)) as StoredBlock | undefined
  return {
    blocks: behind ? blocks(segment, behind.first, mostBytes).blocks : [],
    lost: lost.message,
  }
}

function totals({ database, end, next }: OpenSegment, offset: Offset): Totals {
  if (next !== null && offset > end) return next
  // A row as node:sqlite types it says nothing of its columns, which are those of the query.
  const row = database
    .prepare(
      `SELECT first, count, accepted_total AS accepted, rejected_total AS rejected, lines FROM block
         WHERE first < ? ORDER BY first DESC LIMIT 1`,
    )
    // Columns named as the fields, which node:sqlite cannot know; so below.
    .get(Math.min(offset, end)) as unknown as (Totals & StoredBlock) | undefined
  if (row === undefined) {
    const { accepted, rejected } = readHeader(database)
    return { accepted, rejected }
  }
  let { accepted, rejected } = row
  if (offset < row.first + row.count) {
    for (const entry of decodeBlock(row).slice(offset - row.first)) {
      const counted = countReadings(entry)
      accepted -= counted.accepted
      rejected -= counted.rejected
    }
  }
  return { accepted, rejected }
}

/**
 * `received_through` never falls from block to block, so the place is found by halving, without an index. That of a block
 * which cannot be read counts as that of the next one which can.
 */
function offsetAt({ database, end }: OpenSegment, at: number): OffsetAtAnswer {
  const { head, receivedThrough } = readHeader(database)
  if (receivedThrough >= at) return { found: head, before: true }
  const newest = database.prepare('SELECT max(first) AS first FROM block WHERE first < ?').get(end)
  const select = database.prepare(
    `SELECT first, count, received_through AS through, lines FROM block
       WHERE first >= ? AND first < ? ORDER BY first LIMIT 1`,
  )
  const blockFrom = (offset: Offset) =>
    nextReadable(offset, (from) => select.get(from, end)) as TimedBlock | undefined
  let low = head
  let high = ((newest?.['first'] as Offset | null) ?? -1) + 1
  let found: TimedBlock | null = null
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const block = blockFrom(middle)
    if (block === undefined || block.through >= at) {
      found = block ?? found
      high = middle
    } else {
      low = block.first + block.count
    }
  }
  return { found: found && firstReceived(found, at), before: false }
}

interface TimedBlock extends StoredBlock {
  through: number
}

/** The block's start, where the entry itself cannot be read. */
function firstReceived(block: StoredBlock, at: number): Offset {
  try {
    return decodeBlock(block).find(({ receivedAt }) => receivedAt >= at)?.offset ?? block.first
  } catch (error) {
    if (!isUnreadable(error)) throw error
    return block.first
  }
}

/** Passes over what cannot be read, and ends with the line that reaches `mostBytes`. */
function rejected({ database, end }: OpenSegment, query: Extract<Query, { kind: 'rejected' }>): StoredLine[] {
  const { before, limit, mostBytes } = query
  const firsts = database.prepare(
    'SELECT first FROM block WHERE rejected > 0 AND first < ? ORDER BY first DESC',
  )
  // Its rows are StoredBlocks by their columns, of which node:sqlite's types say nothing.
  const block = database.prepare('SELECT first, count, lines FROM block WHERE first = ?')
  const found: StoredLine[] = []
  let bytes = 0
  for (const { first } of firsts.iterate(
    Math.min(before, end),
  ) as Iterable<unknown> as Iterable<StoredBlock>) {
    for (const refused of refusedIn(() => block.get(first) as unknown as StoredBlock).reverse()) {
      if (refused.offset >= before) continue
      if (found.length === limit || bytes >= mostBytes) return found
      found.push(refused)
      bytes += refused.line.length
    }
  }
  return found
}

function refusedIn(read: () => StoredBlock): StoredLine[] {
  try {
    const block = read()
    const lines = splitLines(block.lines)
    return decodeBlock(block)
      .filter((entry) => countReadings(entry).rejected > 0)
      .map(({ offset }) => ({ offset, line: lines[offset - block.first] ?? '' }))
  } catch (error) {
    if (!isUnreadable(error)) throw error
    return []
  }
}
