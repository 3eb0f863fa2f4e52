import { z } from '@hono/zod-openapi'
import { Limit, Parameter, type Point, RuleSettings, Site, WindowSettings } from '@jernih/domain'
import { checkSite } from '@jernih/sites'

/** Of the same shape as in a file, described once. */
const Rules = z.strictObject(RuleSettings.shape).openapi('RuleSettings')
const Windows = z.strictObject(WindowSettings.shape).openapi('WindowSettings')

const SeriesChange = z
  .strictObject({ rules: Rules.optional(), windows: Windows.optional() })
  .openapi('SeriesChange')

/** Parts of a site's file, each to stand in place of what the file has there; what is not named stays as it is. */
export const RuleChange = z
  .strictObject({
    limits: z
      .strictObject({
        set: z.string().min(1).optional(),
        dischargePerDay: z.number().positive().optional(),
        permit: z.array(Limit).max(100).optional(),
      })
      .optional(),
    rules: Rules.optional(),
    point: z
      .strictObject({
        discharging: z
          .strictObject({ flowAbove: z.number().min(0) })
          .nullable()
          .optional(),
        rules: Rules.optional(),
        parameters: z.partialRecord(Parameter, SeriesChange).optional(),
      })
      .optional(),
  })
  .openapi('RuleChange', { description: 'Parts of the site’s file, each in place of what stands there now' })
export type RuleChange = z.infer<typeof RuleChange>

interface Mistake {
  path: string
  expected: string
}

/** The site with `point` alone, as it is and as it would be; or every mistake of the change, under `at`. */
export function applyChange(
  { site, point }: { site: Site; point: Point },
  change: RuleChange,
  at: string,
): { present: Site; changed: Site } | { mistakes: Mistake[] } {
  const strangers = Object.keys(change.point?.parameters ?? {}).filter((name) => !(name in point.parameters))
  if (strangers.length > 0) {
    const expected = `expected one of ${Object.keys(point.parameters).join(', ')}`
    return { mistakes: strangers.map((name) => ({ path: `${at}.point.parameters.${name}`, expected })) }
  }
  const { supplies: _, ...alone } = site
  const present: Site = { ...alone, contacts: [], points: [point] }
  const parsed = Site.safeParse({
    ...present,
    ...{ limits: { ...site.limits, ...change.limits }, rules: change.rules ?? site.rules },
    points: [changePoint(point, change.point ?? {})],
  })
  const complaints = parsed.success
    ? checkSite(parsed.data)
    : parsed.error.issues.map(({ path, message }) => ({ path, expected: message }))
  if (parsed.success && complaints.length === 0) return { present, changed: parsed.data }
  return { mistakes: complaints.map(({ path, expected }) => ({ path: placeOf(path, at), expected })) }
}

function changePoint(point: Point, change: NonNullable<RuleChange['point']>) {
  const parameters = Object.entries(point.parameters).map(([name, settings]) => [
    name,
    { ...settings, ...change.parameters?.[name as Parameter] },
  ])
  const discharging = change.discharging === undefined ? point.discharging : change.discharging
  return {
    ...point,
    discharging: discharging ?? undefined,
    rules: change.rules ?? point.rules,
    parameters: Object.fromEntries(parameters),
  }
}

/** In a change its one point is not in a list. */
function placeOf(path: readonly PropertyKey[], at: string): string {
  const place = path[0] === 'points' ? ['point', ...path.slice(2)] : path
  return [at, ...place].map(String).join('.')
}
