/** A seeded source of numbers. Sources of different names are independent, so that a new story leaves the old noise as it was. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number
  /** Uniform in [low, high). */
  between(low: number, high: number): number
  /** Uniform in the logarithm, for quantities that span a decade. */
  logBetween(low: number, high: number): number
  /** Uniform over the whole numbers low … high. */
  integer(low: number, high: number): number
  /** Normal with mean 0 and standard deviation 1. */
  normal(): number
  chance(probability: number): boolean
}

/** mulberry32 over an FNV-1a hash of the seed and the name. */
export function createRandom(seed: number, name: string): Random {
  let state = hash(`${seed}/${name}`)
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const between = (low: number, high: number) => low + (high - low) * next()
  return {
    next,
    between,
    logBetween: (low, high) => low * (high / low) ** next(),
    integer: (low, high) => Math.floor(between(low, high + 1)),
    // Box-Muller; 1 - next() keeps the logarithm finite.
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    chance: (probability) => next() < probability,
  }
}

function hash(text: string): number {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  }
  return value
}
