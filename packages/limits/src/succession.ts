import type { LimitSet } from './limit-set.ts'

/** The sets that replaced one another and have the one of that id among them, the newest first; none where there is no such set. */
export function lineOf(id: string, sets: readonly LimitSet[]): LimitSet[] {
  const named = sets.find((set) => set.id === id)
  return named ? [...after(named, sets), named, ...before(named, sets)] : []
}

function after(set: LimitSet, sets: readonly LimitSet[]): LimitSet[] {
  const successor = sets.find(({ replaces }) => replaces === set.id)
  return successor ? [...after(successor, sets), successor] : []
}

function before(set: LimitSet, sets: readonly LimitSet[]): LimitSet[] {
  const replaced = sets.find(({ id }) => id === set.replaces)
  return replaced ? [replaced, ...before(replaced, sets)] : []
}

/**
 * Throws where the sets would leave a site without limits unnoticed: a name that leads nowhere, a set that ends before or after its
 * successor begins, or that ends and has none.
 */
export function checkSuccession(sets: readonly LimitSet[]): void {
  for (const set of sets) {
    const mistake = mistakeOf(set, sets)
    if (mistake) throw new Error(`limit set ${set.id}: ${mistake}`)
  }
}

function mistakeOf({ id, validTo, replaces, beneath }: LimitSet, sets: readonly LimitSet[]): string | null {
  const named = (name: string) => sets.find((set) => set.id === name)
  if (replaces !== undefined && !named(replaces)) return `replaces: ${replaces} is not there`
  if (beneath !== undefined && named(beneath)?.level !== 'national')
    return `beneath: expected a national set, got ${beneath}`
  const successors = sets.filter((set) => set.replaces === id)
  if (successors.length > 1)
    return `expected one set to replace it, got ${successors.map((set) => set.id).join(', ')}`
  const ends = successors[0]?.validFrom
  if (validTo === ends) return null
  return ends === undefined
    ? `validTo: expected a set that replaces it on ${validTo}`
    : `validTo: expected ${ends}, the first day of the set that replaces it`
}
