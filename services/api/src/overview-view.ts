import { z } from '@hono/zod-openapi'
import {
  type Alarm,
  type AlarmKind,
  type Band,
  formatInstant,
  type Instant,
  type Latest,
  Parameter,
  type Site,
} from '@jernih/domain'
import { limitsInForce } from '@jernih/limits'
import type { Sites } from '@jernih/sites'
import { Moment } from './ask.ts'
import { viewLatest } from './latest-view.ts'
import type { PointNow, SiteNow } from './overview-port.ts'

/** Worst first. */
export const siteStates = [
  'violation',
  'violation-data-lost',
  'sensor-failed',
  'no-data',
  'warning',
  'standing-over-limit',
  'stopped',
  'at-rest',
  'normal',
] as const
export type SiteState = (typeof siteStates)[number]

const NearestView = z
  .strictObject({
    point: z.string(),
    parameter: Parameter,
    value: z.number(),
    unit: z.string(),
    at: Moment,
    limit: z.strictObject({ low: z.number().nullable(), high: z.number().nullable() }),
    side: z.enum(['low', 'high']).openapi({ description: 'Of which limit it is the nearer one' }),
    share: z.number().openapi({
      description:
        'Of the limit, 1 on it; within a band the way from its middle to the limit. Above 1 it is beyond',
    }),
  })
  .openapi('NearestToLimit')

const ExcessView = z
  .strictObject({
    point: z.string(),
    parameter: Parameter,
    kg: z.number().openapi({
      description:
        'At least, as far as a value holds until the next one, for three intervals at most; see `lateReadings`',
    }),
    unmeasuredMinutes: z.number(),
    lateReadings: z.int().openapi({
      description:
        'Of a time that was weighed before they came: they are in no figure. Where one of them is below the value that held until then, it was less by that much',
    }),
  })
  .openapi('Excess')

const KgOverView = z
  .strictObject({
    since: Moment.openapi({ description: "The site's midnight" }),
    total: z.number().openapi({ description: 'At least, over all parameters' }),
    unmeasuredMinutes: z.number().openapi({
      description:
        'The longest of any parameter: water flowed, or nobody could say that it did not, and was not measured',
    }),
    uncertain: z.boolean().openapi({
      description: 'Tell `total` as a lower bound: time was not measured, or readings came late',
    }),
    byParameter: z.array(ExcessView),
  })
  .openapi('KgOverLimit')

export const OverviewView = z
  .strictObject({
    site: z.string(),
    name: z.string(),
    state: z
      .enum(siteStates)
      .openapi({ description: `The worst that is true of it: ${siteStates.join(', ')}` }),
    nearest: NearestView.nullable(),
    oldestAgeMs: z
      .number()
      .nullable()
      .openapi({ description: 'Of the newest readings of its series the oldest; null before the first' }),
    neverHeard: z.int().openapi({ description: 'Series that never had a reading' }),
    flowing: z
      .boolean()
      .nullable()
      .openapi({ description: 'Whether water leaves; null where no point says' }),
    alarms: z.strictObject({
      ...{ critical: z.int(), high: z.int(), medium: z.int(), low: z.int() },
      unacknowledged: z.int().openapi({ description: 'Ended ones too' }),
      withheld: z
        .int()
        .openapi({ description: 'Shelved, suppressed by design or out of service; not among the others' }),
    }),
    kgOverToday: KgOverView.nullable().openapi({ description: 'Null where no outlet measures its flow' }),
  })
  .openapi('Overview')
export type OverviewView = z.infer<typeof OverviewView>

/** Worst first; of one state, the nearest to its limit first. */
export function viewOverview(
  known: readonly SiteNow[],
  { latest, sites, now }: { latest: readonly Latest[]; sites: Sites; now: Instant },
): OverviewView[] {
  const bySite = Map.groupBy(latest, ({ site }) => site)
  const lines = known.flatMap((one) => {
    const site = sites.get(one.site)
    return site ? [viewLine(one, { site, latest: bySite.get(one.site) ?? [], sites, now })] : []
  })
  const rank = ({ state }: OverviewView) => siteStates.indexOf(state)
  return lines.sort(
    (one, other) =>
      rank(one) - rank(other) ||
      (other.nearest?.share ?? 0) - (one.nearest?.share ?? 0) ||
      one.site.localeCompare(other.site),
  )
}

function viewLine(
  { standing, unacknowledged, points }: SiteNow,
  given: { site: Site; latest: readonly Latest[]; sites: Sites; now: Instant },
): OverviewView {
  const { site, latest, now } = given
  const ages = latest.map(({ at, receivedAt }) => now - Math.min(at, receivedAt))
  const series = site.points.flatMap((point) => Object.keys(point.parameters)).length
  const flows = points.flatMap(({ flowing }) => (flowing === null ? [] : [flowing]))
  return {
    site: site.id,
    name: site.name,
    state: stateOf(standing, points, latest.length > 0),
    nearest: nearestOf(given),
    oldestAgeMs: ages.length > 0 ? Math.max(...ages) : null,
    neverHeard: Math.max(0, series - latest.length),
    flowing: flows.length > 0 ? flows.includes(true) : null,
    alarms: { ...countAlarms(standing), unacknowledged },
    kgOverToday: viewExcess(points, site),
  }
}

/** What an alarm of each kind says of its site, while its condition holds. */
const says: Readonly<Record<AlarmKind, SiteState>> = {
  'limit-high': 'violation',
  'limit-low': 'violation',
  'repeated-high': 'violation',
  'repeated-low': 'violation',
  'mean-2min-high': 'violation',
  'mean-2min-low': 'violation',
  'mean-hour-high': 'violation',
  'mean-hour-low': 'violation',
  'mean-day-high': 'violation',
  'mean-day-low': 'violation',
  'load-high': 'violation',
  'sensor-failed': 'sensor-failed',
  'no-data': 'no-data',
  'device-offline': 'no-data',
  'power-cut': 'no-data',
  'approaching-high': 'warning',
  'approaching-low': 'warning',
  'rising-fast': 'warning',
  'falling-fast': 'warning',
  'clock-skew': 'warning',
  'store-lag': 'warning',
  imbalance: 'warning',
  'disk-low': 'warning',
  'notification-failing': 'warning',
  'standing-high': 'standing-over-limit',
  'standing-low': 'standing-over-limit',
}

function stateOf(standing: readonly Alarm[], points: readonly PointNow[], heard: boolean): SiteState {
  const found = new Set(standing.flatMap(saidBy))
  if (!heard) found.add('no-data')
  if (points.length > 0 && points.every(({ doing }) => doing === 'stopped' || doing === 'maintenance'))
    found.add('stopped')
  if (points.some(({ doing }) => doing === 'fault')) found.add('sensor-failed')
  const flows = points.map(({ flowing }) => flowing)
  if (flows.includes(false) && !flows.includes(true)) found.add('at-rest')
  return siteStates.find((state) => found.has(state)) ?? 'normal'
}

/** Nothing where it is over, and only waits for somebody to acknowledge it. */
function saidBy(alarm: Alarm): SiteState[] {
  if (alarm.status !== 'active' || alarm.returnedAt !== null) return []
  const said = says[alarm.kind]
  return [said === 'violation' && alarm.dataLostSince !== null ? 'violation-data-lost' : said]
}

function countAlarms(standing: readonly Alarm[]) {
  const counts = { critical: 0, high: 0, medium: 0, low: 0, withheld: 0 }
  for (const { priority, shelving, suppression, outOfService } of standing) {
    counts[(shelving ?? suppression ?? outOfService) ? 'withheld' : priority]++
  }
  return counts
}

function nearestOf(given: {
  site: Site
  latest: readonly Latest[]
  sites: Sites
  now: Instant
}): OverviewView['nearest'] {
  const { site, latest, sites, now } = given
  const outlets = new Set(site.points.filter(({ kind }) => kind === 'outlet').map(({ id }) => id))
  const bands = new Map(limitsInForce(site, now).map(({ parameter, band }) => [parameter, band]))
  const candidates = latest.flatMap((reading): NonNullable<OverviewView['nearest']>[] => {
    const band = bands.get(reading.parameter)
    const seen = viewLatest(reading, sites, now)
    if (!band || !outlets.has(reading.point) || seen.stale || reading.flag >= 4) return []
    const { point, parameter, value, unit, at } = seen
    const limit = { low: band.low ?? null, high: band.high ?? null }
    return [{ point, parameter, value, unit, at, limit, ...shareOf(band, value) }]
  })
  return candidates.sort((one, other) => other.share - one.share)[0] ?? null
}

/** How much of the way to its limit a value has gone; a limit of 0 or below is all of it. */
function shareOf({ low, high }: Band, value: number): { side: 'low' | 'high'; share: number } {
  if (low !== undefined && high !== undefined) {
    const middle = (low + high) / 2
    return { side: value < middle ? 'low' : 'high', share: Math.abs(value - middle) / (high - middle) }
  }
  if (high !== undefined) return { side: 'high', share: high > 0 ? Math.max(0, value / high) : 1 }
  return { side: 'low', share: value > 0 ? Math.max(0, (low ?? 0) / value) : 1 }
}

function viewExcess(points: readonly PointNow[], site: Site): OverviewView['kgOverToday'] {
  const each = points.flatMap(({ point, excess }) => excess.map((one) => ({ point, ...one })))
  const [first] = each
  if (!first) return null
  const byParameter = each.map(({ point, parameter, kg, unmeasuredMs, lateReadings }) => {
    return { point, parameter, kg, unmeasuredMinutes: minutes(unmeasuredMs), lateReadings }
  })
  const unmeasuredMinutes = Math.max(...byParameter.map((one) => one.unmeasuredMinutes))
  return {
    since: formatInstant(first.since, site.zone),
    total: byParameter.reduce((sum, { kg }) => sum + kg, 0),
    unmeasuredMinutes,
    uncertain: unmeasuredMinutes > 0 || byParameter.some(({ lateReadings }) => lateReadings > 0),
    byParameter,
  }
}

/** To a tenth. */
function minutes(ms: number): number {
  return Math.round(ms / 6_000) / 10
}
