import { describe, expect, it } from 'vitest'
import type { Piece } from './piece.ts'
import { createRecent } from './recent.ts'

const piece = (offset: number, size = 1): Piece => ({
  kind: 'readings',
  offset,
  whole: true,
  size,
  bytes: () => null,
})

describe('what a returning client missed', () => {
  const recent = createRecent({ from: 10, maxSize: 3 })
  for (const offset of [11, 12, 14, 15]) recent.add(piece(offset))

  it.each([
    { had: 15, missed: [] },
    { had: 13, missed: [14, 15] },
    { had: 11, missed: [12, 14, 15] },
    { had: 10, missed: null },
    { had: 3, missed: null },
    { had: -1, missed: null },
  ])('had $had: $missed', ({ had, missed }) => {
    expect(recent.after(had)?.map(({ offset }) => offset) ?? null).toEqual(missed)
  })

  it('drops even a single piece that is too large, and says so', () => {
    const small = createRecent({ from: 0, maxSize: 3 })
    small.add(piece(1, 4))
    expect(small.after(0)).toBeNull()
    expect(small.after(1)).toEqual([])
  })
})
