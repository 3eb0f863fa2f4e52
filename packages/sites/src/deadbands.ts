import { type Limit, type Parameter, type RuleSettings, ruleDefaults, type Site } from '@jernih/domain'
import { limitsEver } from '@jernih/limits'
import type { Complaint, Path } from './complaint.ts'

/**
 * Deadbands as wide as the band that they lie in, such as 50 % on pH 6–9: "back inside" would begin beyond the opposite limit, and
 * one alarm would end only where the other stands. One complaint for each place where such a deadband is written.
 */
export function deadbandComplaints(site: Site): Complaint[] {
  const complaints = new Map<string, Complaint>()
  const limits = limitsEver(site)
  for (const [index, point] of site.points.entries()) {
    if (point.kind !== 'outlet') continue
    for (const limit of limits.filter(({ parameter }) => parameter in point.parameters)) {
      for (const rule of ['limit', 'approaching'] as const) {
        const { path, deadbandPercent, sharePercent } = nearest(layersOf(site, index, limit.parameter), rule)
        const below = widthPercent(limit) * (sharePercent / 100)
        const place = path.join('.')
        if (deadbandPercent < below || complaints.has(place)) continue
        complaints.set(place, { path, expected: `expected below ${below.toFixed(1)}, ${reason(limit)}` })
      }
    }
  }
  return [...complaints.values()]
}

interface Layer {
  path: Path
  rules: RuleSettings | undefined
}

/** Where a series' rules may stand, the nearest first. */
function layersOf(site: Site, index: number, parameter: Parameter): [Layer, ...Layer[]] {
  const point = site.points[index]
  return [
    {
      path: ['points', index, 'parameters', parameter, 'rules'],
      rules: point?.parameters[parameter]?.rules,
    },
    { path: ['points', index, 'rules'], rules: point?.rules },
    { path: ['rules'], rules: site.rules },
  ]
}

/** The deadband, where it is written (or could be, for the default), and the share of the limit that the rule stands at. */
function nearest(layers: [Layer, ...Layer[]], rule: 'limit' | 'approaching') {
  const { path, rules } =
    layers.find((layer) => layer.rules?.[rule]?.deadbandPercent !== undefined) ?? layers[0]
  const shares = layers.map((layer) => layer.rules?.approaching?.sharePercent)
  return {
    path: [...path, rule, 'deadbandPercent'],
    deadbandPercent: rules?.[rule]?.deadbandPercent ?? ruleDefaults[rule].deadbandPercent,
    sharePercent:
      rule === 'limit'
        ? 100
        : (shares.find((share) => share !== undefined) ?? ruleDefaults.approaching.sharePercent),
  }
}

/** How wide the band is in percent of its larger limit, as deadbands are; one limit alone has all the room there is. */
function widthPercent({ band: { low, high } }: Limit): number {
  if (low === undefined || high === undefined) return Number.POSITIVE_INFINITY
  return (100 * (high - low)) / Math.max(Math.abs(low), Math.abs(high))
}

function reason({ parameter, band, citation }: Limit): string {
  return `else nothing is left of ${parameter} ${band.low}–${band.high} (${citation.source})`
}
