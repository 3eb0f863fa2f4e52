import type { Offset } from '@jernih/journal'
import type { Piece } from './piece.ts'

/** The latest pieces, so that a client that was away for a while misses nothing. */
export interface Recent {
  add(piece: Piece): void
  /** What came after `offset`, oldest first; null where that is no longer, or never was, all here. */
  after(offset: Offset): readonly Piece[] | null
}

/** Keeps pieces of up to `maxSize` readings and transitions in all; complete from `from` on. */
export function createRecent({ from, maxSize }: { from: Offset; maxSize: number }): Recent {
  const pieces: Piece[] = []
  let size = 0
  let completeFrom = from
  return {
    add(piece) {
      pieces.push(piece)
      size += piece.size
      while (size > maxSize) {
        const dropped = pieces.shift()
        if (!dropped) return
        size -= dropped.size
        completeFrom = dropped.offset
      }
    },
    after: (offset) => (offset < completeFrom ? null : pieces.filter((piece) => piece.offset > offset)),
  }
}
