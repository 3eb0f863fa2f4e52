import type { DatabaseSync } from 'node:sqlite'
import { blockOf, decodeBlock, type Standing, splitLines, standingAfter } from './block.ts'
import type { Offset, Totals } from './entry.ts'
import { countReadings, decodeLine } from './line.ts'
import { readHeader } from './segment.ts'

/** A segment opened for reading, trusted below `end`. */
export interface OpenSegment {
  database: DatabaseSync
  end: Offset
}

export type Query =
  | { kind: 'blocks'; from: Offset; mostBytes: number }
  | { kind: 'totals'; offset: Offset }
  | { kind: 'offsetAt'; at: number }
  | { kind: 'rejected'; before: Offset; limit: number }
  | { kind: 'verify'; before: Standing | null }

export interface StoredBlock {
  first: Offset
  lines: string
}

export interface StoredLine {
  offset: Offset
  line: string
}

/** `found` is null where every entry came before the time; `reaches` where an older segment may have the answer. */
export interface OffsetAtAnswer {
  found: Offset | null
  reaches: boolean
}

/** How the chain stands after the segment, or where it broke. `lost` tells of entries that a damaged file lost before it. */
export interface VerifyAnswer {
  after: Standing
  entries: number
  broken: { offset: Offset; reason: string } | null
  lost: { offset: Offset; reason: string } | null
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
      return rejected(segment, query.before, query.limit)
    case 'verify':
      return verify(segment, query.before)
  }
}

/** The block with `from` in it, or the next one, and those after it up to about `mostBytes`. */
function blocks({ database, end }: OpenSegment, from: Offset, mostBytes: number): StoredBlock[] {
  const found: StoredBlock[] = []
  let bytes = 0
  const rows = database
    .prepare(
      `SELECT first, lines FROM block WHERE first < :end AND first + count > :from
         AND first >= coalesce((SELECT max(first) FROM block WHERE first <= :from), 0) ORDER BY first`,
    )
    .iterate({ from, end })
  for (const row of rows as Iterable<unknown> as Iterable<StoredBlock>) {
    found.push(row)
    bytes += row.lines.length
    if (bytes >= mostBytes) break
  }
  return found
}

function totals({ database, end }: OpenSegment, offset: Offset): Totals {
  const row = database
    .prepare(
      `SELECT first, count, accepted_total AS accepted, rejected_total AS rejected, lines FROM block
         WHERE first < ? ORDER BY first DESC LIMIT 1`,
    )
    .get(Math.min(offset, end)) as unknown as (Totals & StoredBlock & { count: number }) | undefined
  if (row === undefined) {
    const { accepted, rejected } = readHeader(database)
    return { accepted, rejected }
  }
  let { accepted, rejected } = row
  if (offset < row.first + row.count) {
    for (const entry of decodeBlock(row.first, row.lines).slice(offset - row.first)) {
      const counted = countReadings(entry)
      accepted -= counted.accepted
      rejected -= counted.rejected
    }
  }
  return { accepted, rejected }
}

/** `received_through` never falls from block to block, so the place is found by halving, without an index. */
function offsetAt({ database, end }: OpenSegment, at: number): OffsetAtAnswer {
  const { head, receivedThrough } = readHeader(database)
  const newest = database.prepare('SELECT max(first) AS first FROM block WHERE first < ?').get(end)
  const upTo = database.prepare(
    'SELECT first, count, received_through AS through FROM block WHERE first <= ? ORDER BY first DESC LIMIT 1',
  )
  let low = head
  let high = ((newest?.['first'] as Offset | null) ?? -1) + 1
  while (low < high) {
    const block = upTo.get(Math.floor((low + high) / 2)) as unknown as BlockSpan
    if (block.through < at) low = block.first + block.count
    else high = block.first
  }
  const rows = database
    .prepare('SELECT first, lines FROM block WHERE first >= ? AND first < ? ORDER BY first')
    .iterate(low, end)
  for (const { first, lines } of rows as Iterable<unknown> as Iterable<StoredBlock>) {
    const entry = decodeBlock(first, lines).find((candidate) => candidate.receivedAt >= at)
    if (entry) return { found: entry.offset, reaches: receivedThrough >= at }
  }
  return { found: null, reaches: receivedThrough >= at }
}

interface BlockSpan {
  first: Offset
  count: number
  through: number
}

function rejected({ database, end }: OpenSegment, before: Offset, limit: number): StoredLine[] {
  const found: StoredLine[] = []
  const rows = database
    .prepare('SELECT first, lines FROM block WHERE rejected > 0 AND first < ? ORDER BY first DESC')
    .iterate(Math.min(before, end))
  for (const { first, lines } of rows as Iterable<unknown> as Iterable<StoredBlock>) {
    const refused = splitLines(lines)
      .map((line, index) => ({ offset: first + index, line }))
      .filter(({ offset, line }) => offset < before && countReadings(decodeLine(line, offset)).rejected > 0)
    found.push(...refused.reverse())
    if (found.length >= limit) break
  }
  return found.slice(0, limit)
}

/** Counts every block anew from its lines and holds it to what is written beside them. */
function verify({ database, end }: OpenSegment, before: Standing | null): VerifyAnswer {
  const { continues, ...header } = readHeader(database)
  const lost =
    continues < header.head
      ? {
          offset: continues,
          reason: `entries ${continues} to ${header.head - 1} were lost with a damaged file`,
        }
      : null
  let after: Standing = header
  let entries = 0
  const broken = (offset: Offset, reason: string) => ({ after, entries, broken: { offset, reason }, lost })
  if (before !== null && !sameStanding({ ...header, head: continues }, before)) {
    return broken(Math.min(continues, before.head), 'the segment does not go on where the one before it ends')
  }
  const rows = database
    .prepare(
      `SELECT first, first + count AS head, rejected AS refused, accepted_total AS accepted, rejected_total AS rejected,
         received_through AS receivedThrough, hash, lines FROM block WHERE first < ? ORDER BY first`,
    )
    .iterate(end)
  try {
    for (const row of rows as Iterable<unknown> as Iterable<Standing & StoredBlock & { refused: number }>) {
      if (row.first !== after.head) return broken(after.head, `the block after it begins at ${row.first}`)
      const block = blockOf(decodeBlock(row.first, row.lines), row.lines)
      const expected = standingAfter(after, block)
      if (row.hash !== expected.hash) return broken(row.first, 'the block is not what was written')
      if (row.refused !== block.rejected || !sameStanding(row, expected)) {
        return broken(row.first, 'what is counted beside the block does not fit its lines')
      }
      after = expected
      entries += block.count
    }
  } catch (error) {
    return broken(after.head, (error as Error).message)
  }
  return { after, entries, broken: null, lost }
}

function sameStanding(one: Standing, other: Standing): boolean {
  return (
    one.head === other.head &&
    one.accepted === other.accepted &&
    one.rejected === other.rejected &&
    one.receivedThrough === other.receivedThrough &&
    one.hash === other.hash
  )
}
