import { closeSync, constants, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import type { Offset, Totals } from './entry.ts'

/** How far the record went, and what was counted in it. */
export interface Counted extends Totals {
  head: Offset
}

/**
 * The counts after the newest commit, in a file of their own: what a damaged segment has lost is known by them. Written after the
 * commit and fsynced at the end alone, so that after a power cut it may be behind the segment, and is never ahead.
 */
export interface Tally {
  /** As it stood on opening; null where there is none, or none that can be trusted. */
  last: Counted | null
  write(counted: Counted): void
  close(): void
}

/** Small and of one length, so that it is overwritten in place, in one piece, on a full disk too. */
const bytes = 64

export function openTally(directory: string): Tally {
  const file = join(directory, 'tally')
  let handle: number | null = null
  return {
    last: readLast(file),
    write(counted) {
      try {
        handle ??= openSync(file, constants.O_WRONLY | constants.O_CREAT, 0o600)
        writeSync(handle, format(counted), 0)
      } catch {
        // The commit is on disk, and that is what was promised.
      }
    },
    close() {
      if (handle === null) return
      try {
        fsyncSync(handle)
      } catch {
        // As after a power cut.
      }
      closeSync(handle)
    },
  }
}

function readLast(file: string): Counted | null {
  try {
    return parse(readFileSync(file, 'latin1'))
  } catch {
    return null
  }
}

function format({ head, accepted, rejected }: Counted): string {
  const text = `${head} ${accepted} ${rejected} `
  return `${`${text}${crc32(text)}`.padEnd(bytes - 1)}\n`
}

function parse(text: string): Counted | null {
  const [head = 0, accepted = 0, rejected = 0] = text.split(' ').map(Number)
  const counted = { head, accepted, rejected }
  return format(counted) === text ? counted : null
}
