import type { Letter } from './outbox.ts'

/** What goes out as one message. */
export interface Parcel {
  key: string
  letters: readonly [Letter, ...Letter[]]
  gathered: boolean
}

/** With more than this waiting for one address, they are gathered. */
const floodAt = 5
const gatheredMost = 25
/** So many characters that Telegram's 4,096 hold them with a title. */
const usualLines = 3_900

/**
 * What waits for one address, in its order, as messages. What was tried before goes again just as it was, so that its key is still
 * the same. Of a flood the first of high or critical priority goes alone and at once; the rest is gathered.
 */
export function parcelsOf(letters: readonly Letter[], longestLines = usualLines): Parcel[] {
  const fresh = letters.filter(({ attempts }) => attempts === 0)
  const [urgent, ...others] = fresh
  const isUrgent = urgent !== undefined && urgent.rank >= 2
  return [
    ...tried(letters.filter(({ attempts }) => attempts > 0)),
    ...(fresh.length <= floodAt
      ? fresh.map(alone)
      : isUrgent
        ? [alone(urgent), ...gathered(others, longestLines)]
        : gathered(fresh, longestLines)),
  ]
}

function tried(letters: readonly Letter[]): Parcel[] {
  const bundles = Map.groupBy(letters, ({ bundle, key }) => bundle ?? key)
  return [...bundles].flatMap(([key, [first, ...more]]) =>
    first ? [{ key, letters: [first, ...more] as const, gathered: first.bundle !== null }] : [],
  )
}

function alone(letter: Letter): Parcel {
  return { key: letter.key, letters: [letter], gathered: false }
}

function gathered(letters: readonly Letter[], longestLines: number): Parcel[] {
  const parcels: [Letter, ...Letter[]][] = []
  let length = 0
  for (const letter of letters) {
    const last = parcels.at(-1)
    length += letter.message.line.length + 1
    if (last && last.length < gatheredMost && length <= longestLines) last.push(letter)
    else {
      parcels.push([letter])
      length = letter.message.line.length + 1
    }
  }
  return parcels.map((those) => ({ key: `${those[0].key}.digest`, letters: those, gathered: true }))
}
