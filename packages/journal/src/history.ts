import { decodeBlock } from './block.ts'
import type { Entry, Offset, Totals } from './entry.ts'
import { decodeLine } from './line.ts'
import type { Place, ReaderReply, ReaderRequest } from './reader-worker.ts'
import type { Segment } from './segment.ts'
import type { OffsetAtAnswer, Query, StoredBlock, StoredLine, VerifyAnswer } from './segment-reader.ts'
import { createThread } from './thread.ts'

/** The reading half of the journal, on a thread of its own, so that no reader holds up a commit. */
export interface History {
  /** The first entries at or after `from`, at least one; `from` lies below the head. */
  read(from: Offset): Promise<Entry[]>
  totals(offset: Offset): Promise<Totals>
  offsetAt(at: number): Promise<Offset | null>
  rejected(before: Offset, limit: number): Promise<Entry[]>
  verify(): Promise<{ entries: number; broken: { offset: Offset; reason: string } | null }>
  /** Lets go of files that were pruned. */
  forget(): Promise<void>
  close(): Promise<void>
}

/** What is read at a time: parsing it takes the serving thread about a millisecond. */
const mostBytes = 256 * 1_024

const script = new URL('./reader-worker.ts', import.meta.url)

export function openHistory(segments: () => readonly Segment[]): History {
  const thread = createThread<ReaderRequest, ReaderReply>(script, null)

  async function ask<Answer>(place: Place, query: Query, on = thread): Promise<Answer> {
    const reply = await on.ask({ place, query })
    if ('error' in reply) throw reply.error
    return reply.answer as Answer
  }

  return {
    async read(from) {
      for (const place of placesFrom(segments(), from)) {
        const blocks = await ask<StoredBlock[]>(place, { kind: 'blocks', from, mostBytes })
        const entries = blocks.flatMap(({ first, lines }) => decodeBlock(first, lines))
        const wanted = entries.filter(({ offset }) => offset >= from)
        if (wanted.length > 0) return wanted
      }
      throw new Error(`the journal's entries from ${from} on cannot be found`)
    },
    async totals(offset) {
      const [place] = placesFrom(segments(), offset)
      return place ? await ask<Totals>(place, { kind: 'totals', offset }) : { accepted: 0, rejected: 0 }
    },
    async offsetAt(at) {
      let answer: Offset | null = null
      for (const place of newestFirst(segments())) {
        const { found, reaches } = await ask<OffsetAtAnswer>(place, { kind: 'offsetAt', at })
        answer = found ?? answer
        if (!reaches) break
      }
      return answer
    },
    async rejected(before, limit) {
      const found: Entry[] = []
      for (const place of newestFirst(segments())) {
        if (found.length >= limit) break
        const query = { kind: 'rejected', before, limit: limit - found.length } as const
        const lines = await ask<StoredLine[]>(place, query)
        found.push(...lines.map(({ line, offset }) => decodeLine(line, offset)))
      }
      return found
    },
    async verify() {
      const walker = createThread<ReaderRequest, ReaderReply>(script, null)
      try {
        let entries = 0
        let before: VerifyAnswer['after'] | null = null
        let lost: VerifyAnswer['lost'] = null
        for (const place of placesFrom(segments(), 0)) {
          const part: VerifyAnswer = await ask(place, { kind: 'verify', before }, walker)
          entries += part.entries
          if (part.broken) return { entries, broken: part.broken }
          before = part.after
          lost ??= part.lost
        }
        return { entries, broken: lost }
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
