import { createHash } from 'node:crypto'
import { Damaged } from './damaged.ts'
import type { Entry, Offset, Totals } from './entry.ts'
import { countReadings, decodeLine } from './line.ts'

/** What one commit adds to the record: its entries' lines, and what is counted about them. */
export interface Block extends Totals {
  count: number
  receivedFirst: number
  /** The latest `receivedAt` in it. */
  receivedThrough: number
  lines: string
}

/** A block as it is read again, from its first entry's offset on. */
export interface StoredBlock {
  first: Offset
  count: number
  lines: string
}

/** How the record stands before or after a block; `hash` is that of the newest block, '' where there is none. */
export interface Standing extends Totals {
  head: Offset
  /** The latest `receivedAt` of all entries below `head`, so that it never falls when a clock is put back. */
  receivedThrough: number
  hash: string
}

export const genesis: Standing = { head: 0, accepted: 0, rejected: 0, receivedThrough: 0, hash: '' }

/** The SHA-256, in hex, of three things, each on lines of its own: the hash of the block before, `first`, the lines. */
export function blockHash(previous: string, first: Offset, lines: string): string {
  return createHash('sha256').update(`${previous}\n${first}\n`).update(lines).digest('hex')
}

export function standingAfter(before: Standing, block: Block): Standing {
  return {
    head: before.head + block.count,
    accepted: before.accepted + block.accepted,
    rejected: before.rejected + block.rejected,
    receivedThrough: Math.max(before.receivedThrough, block.receivedThrough),
    hash: blockHash(before.hash, before.head, block.lines),
  }
}

/** The lines without the newline that ends each. */
export function splitLines(lines: string): string[] {
  return lines.slice(0, -1).split('\n')
}

/** Throws {@link Damaged} where the lines are not `count` entries. It is the hash that tells of other changes. */
export function decodeBlock({ first, count, lines }: StoredBlock): Entry[] {
  const texts = splitLines(lines)
  if (texts.length !== count) throw new Damaged(`the block holds ${texts.length} lines, not ${count}`)
  try {
    return texts.map((line, index) => decodeLine(line, first + index))
  } catch (error) {
    throw new Damaged(`a line of the block is no entry: ${(error as Error).message}`)
  }
}

/** A block counted anew from nothing but its lines. */
export function blockOf(entries: readonly Entry[], lines: string): Block {
  const block: Block = {
    count: entries.length,
    accepted: 0,
    rejected: 0,
    receivedFirst: entries[0]?.receivedAt ?? 0,
    receivedThrough: 0,
    lines,
  }
  for (const entry of entries) {
    const { accepted, rejected } = countReadings(entry)
    block.accepted += accepted
    block.rejected += rejected
    block.receivedThrough = Math.max(block.receivedThrough, entry.receivedAt)
  }
  return block
}
