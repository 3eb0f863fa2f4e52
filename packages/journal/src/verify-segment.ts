import { blockOf, decodeBlock, type Standing, type StoredBlock, standingAfter } from './block.ts'
import type { Offset } from './entry.ts'
import { readHeader } from './segment.ts'
import type { OpenSegment } from './segment-reader.ts'

/** How the chain stands after the segment, or where it broke. `lost` tells of entries that a damaged file lost before it. */
export interface VerifyAnswer {
  after: Standing
  entries: number
  broken: { offset: Offset; reason: string } | null
  lost: { offset: Offset; reason: string } | null
}

/** Counts every block anew from its lines and holds it to what is written beside them. */
export function verifySegment({ database, end }: OpenSegment, before: Standing | null): VerifyAnswer {
  const { continues, ...header } = readHeader(database)
  const counted = before ?? header
  const lost =
    continues < header.head
      ? {
          offset: continues,
          reason:
            `entries ${continues} to ${header.head - 1} were lost with a damaged file, ` +
            `with ${header.accepted - counted.accepted} readings as far as is known`,
        }
      : null
  let after: Standing = header
  let entries = 0
  const broken = (offset: Offset, reason: string) => ({ after, entries, broken: { offset, reason }, lost })
  if (before !== null && !goesOn(header, { continues, before })) {
    return broken(Math.min(continues, before.head), 'the segment does not go on where the one before it ends')
  }
  const rows = database
    .prepare(
      `SELECT first, count, first + count AS head, rejected AS refused, accepted_total AS accepted,
         rejected_total AS rejected, received_through AS receivedThrough, hash, lines FROM block WHERE first < ? ORDER BY first`,
    )
    .iterate(end)
  try {
    for (const row of rows as Iterable<unknown> as Iterable<Standing & StoredBlock & { refused: number }>) {
      if (row.first !== after.head) return broken(after.head, `the block after it begins at ${row.first}`)
      const block = blockOf(decodeBlock(row), row.lines)
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

/** What is counted in lost entries is counted in the header alone. */
function goesOn(header: Standing, { continues, before }: { continues: Offset; before: Standing }): boolean {
  if (continues === header.head) return sameStanding(header, before)
  const { accepted, rejected } = before
  const countsOn = header.accepted >= accepted && header.rejected >= rejected
  return countsOn && sameStanding({ ...header, head: continues, accepted, rejected }, before)
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
