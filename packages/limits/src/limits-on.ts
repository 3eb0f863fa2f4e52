import type { Limit, Parameter, Site } from '@jernih/domain'
import type { LimitSet } from './limit-set.ts'
import { limitSets } from './load.ts'
import { lineOf } from './succession.ts'

/** The limits that bind the outlet of `site` on a day of its calendar, by the rules in `sets`; at most one a parameter. */
export function limitsOn(day: string, site: Site, sets: readonly LimitSet[] = limitSets): Limit[] {
  const chosen = new Map<Parameter, Limit>()
  for (const limit of limitsEver(site, sets)) {
    const isInForce = limit.validFrom <= day && (limit.validTo === undefined || day < limit.validTo)
    if (isInForce && !chosen.has(limit.parameter)) chosen.set(limit.parameter, limit)
  }
  return [...chosen.values()]
}

/**
 * Every limit that binds the outlet on some day, in the order of precedence: the site's permit, the line of sets to which the one
 * that it names belongs, the line of the set beneath that. Within a line the newest stands first.
 */
export function limitsEver({ limits }: Site, sets: readonly LimitSet[] = limitSets): Limit[] {
  const ofSets: Limit[] = []
  for (let id: string | undefined = limits.set; id !== undefined; ) {
    const line = lineOf(id, sets)
    ofSets.push(...line.flatMap((set) => limitsOf(set, limits.dischargePerDay)))
    id = line.find(({ beneath }) => beneath !== undefined)?.beneath
  }
  return [...limits.permit, ...ofSets]
}

function limitsOf(set: LimitSet, dischargePerDay: number): Limit[] {
  const flowClass = set.flowClasses.findIndex((end) => end === null || dischargePerDay <= end)
  const ofClass = (side: number | number[] | undefined) => (Array.isArray(side) ? side[flowClass] : side)
  return Object.entries(set.limits).map(([parameter, row]) => {
    const low = ofClass(row.low)
    const high = ofClass(row.high)
    const note = [set.citation.note, row.note].filter((text) => text !== undefined).join(' ')
    return {
      parameter: parameter as Parameter,
      band: { ...(low !== undefined && { low }), ...(high !== undefined && { high }) },
      citation: { ...set.citation, ...(note !== '' && { note }) },
      validFrom: set.validFrom,
      ...(set.validTo !== undefined && { validTo: set.validTo }),
    }
  })
}
