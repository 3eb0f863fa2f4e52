import type { Log } from '@jernih/runtime'
import { decodeBlock } from './block.ts'
import { Damaged } from './damaged.ts'
import type { Entry, Offset, Totals } from './entry.ts'
import { decodeLine } from './line.ts'
import type { Place, ReaderReply, ReaderRequest } from './reader-worker.ts'
import type { Segment } from './segment.ts'
import type { BlocksAnswer, OffsetAtAnswer, Query, StoredLine } from './segment-reader.ts'
import { createThread } from './thread.ts'
import type { VerifyAnswer } from './verify-segment.ts'

/** The reading half of the journal, on a thread of its own, so that no reader holds up a commit. */
export interface History {
  /**
   * The first entries at or after `from` that can be read, at least one; `from` lies below the head. What cannot be read is
   * told in the log, and passed over once something behind it can; until then it throws {@link Damaged}.
   */
  read(from: Offset): Promise<Entry[]>
  totals(offset: Offset): Promise<Totals>
  offsetAt(at: number): Promise<Offset | null>
  rejected(before: Offset, limit: number): Promise<Entry[]>
  verify(): Promise<{ entries: number; broken: { offset: Offset; reason: string } | null }>
  /** Lets go of files that were pruned. */
  forget(): Promise<void>
  close(): Promise<void>
}

interface Part {
  entries: Entry[]
  lost: string | null
  on: Offset | null
}

const unreadable: BlocksAnswer = { blocks: [], lost: 'the file cannot be read' }

/** What is read at a time: parsing it takes the serving thread about a millisecond. */
const mostBytes = 256 * 1_024

/** A page of refusals ends with the entry that reaches this. */
const mostPageBytes = 512 * 1_024

const script = new URL('./reader-worker.ts', import.meta.url)

export function openHistory(segments: () => readonly Segment[], log: Log): History {
  const thread = createThread<ReaderRequest, ReaderReply>(script, null)
  /** Where what was lost ended: each loss is told once, however many follow the journal. */
  const told = new Set<Offset>()

  async function ask<Answer>(place: Place, query: Query, on = thread): Promise<Answer> {
    const reply = await on.ask({ place, query })
    if ('error' in reply) {
      throw reply.unreadable ? new Damaged(reply.error.message, { cause: reply.error }) : reply.error
    }
    return reply.answer as Answer
  }

  /** Null where the segment cannot be read. */
  async function askReadable<Answer>(place: Place, query: Query): Promise<Answer | null> {
    try {
      return await ask<Answer>(place, query)
    } catch (error) {
      if (error instanceof Damaged) return null
      throw error
    }
  }

  /** Entries up to one that cannot be read; where that is the first of all, what is `lost` and where to go `on` behind it. */
  async function readPart(place: Place, from: Offset): Promise<Part> {
    const query = { kind: 'blocks', from, mostBytes } as const
    const { blocks, lost } = (await askReadable<BlocksAnswer>(place, query)) ?? unreadable
    const entries: Entry[] = []
    for (const block of blocks) {
      try {
        for (const entry of decodeBlock(block)) if (entry.offset >= from) entries.push(entry)
      } catch (error) {
        if (entries.length > 0) break
        return { entries, lost: lost ?? (error as Error).message, on: block.first + block.count }
      }
    }
    return { entries, lost, on: null }
  }

  function tellLost(from: Offset, resumesAt: Offset, reason: string): void {
    if (told.has(resumesAt)) return
    told.add(resumesAt)
    log.error({ from, resumesAt, reason }, 'entries of the journal cannot be read and are passed over')
  }

  return {
    async read(from) {
      let lost: string | null = null
      for (const place of placesFrom(segments(), from)) {
        for (let next: Offset | null = from; next !== null; ) {
          const part = await readPart(place, next)
          lost ??= part.lost
          const [first] = part.entries
          if (first && lost !== null) tellLost(from, first.offset, lost)
          if (first) return part.entries
          next = part.on
        }
      }
      throw new Damaged(`the journal's entries from ${from} on cannot be read: ${lost ?? 'there are none'}`)
    },
    async totals(offset) {
      const [place] = placesFrom(segments(), offset)
      return place ? await ask<Totals>(place, { kind: 'totals', offset }) : { accepted: 0, rejected: 0 }
    },
    async offsetAt(at) {
      let answer: Offset | null = null
      for (const place of newestFirst(segments())) {
        const part = await askReadable<OffsetAtAnswer>(place, { kind: 'offsetAt', at })
        answer = part?.found ?? answer
        if (part?.before === false) break
      }
      return answer
    },
    async rejected(before, limit) {
      const found: Entry[] = []
      let bytes = 0
      for (const place of newestFirst(segments())) {
        const left = { limit: limit - found.length, mostBytes: mostPageBytes - bytes }
        if (left.limit <= 0 || left.mostBytes <= 0) break
        const lines = (await askReadable<StoredLine[]>(place, { kind: 'rejected', before, ...left })) ?? []
        for (const { line, offset } of lines) {
          found.push(decodeLine(line, offset))
          bytes += line.length
        }
      }
      return found
    },
    async verify() {
      const walker = createThread<ReaderRequest, ReaderReply>(script, null)
      const kept = segments()
      let entries = 0
      let before: VerifyAnswer['after'] | null = null
      let lost: VerifyAnswer['lost'] = null
      try {
        for (const place of placesFrom(kept, 0)) {
          const part: VerifyAnswer = await ask(place, { kind: 'verify', before }, walker)
          entries += part.entries
          if (part.broken) return { entries, broken: part.broken }
          before = part.after
          lost ??= part.lost
        }
        return { entries, broken: lost }
      } catch (error) {
        if (!(error instanceof Damaged)) throw error
        return { entries, broken: { offset: before?.head ?? kept[0]?.first ?? 0, reason: error.message } }
      } finally {
        await walker.close()
      }
    },
    async forget() {
      await thread.ask({ forget: true })
    },
    close: () => thread.close(),
  }
}

/** The segment with `from` in it, or the oldest, and those after it. */
function placesFrom(segments: readonly Segment[], from: Offset): Place[] {
  const start = segments.findLastIndex(({ first }) => first <= from)
  return segments.slice(Math.max(start, 0)).map((segment, index, rest) => ({
    file: segment.file,
    next: rest[index + 1]?.file ?? null,
  }))
}

function newestFirst(segments: readonly Segment[]): Place[] {
  return placesFrom(segments, 0).reverse()
}
