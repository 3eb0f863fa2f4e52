import type { AlarmState } from '@jernih/alarm'
import type { AlarmKind, Flag, Parameter, PointId, Site, SiteId } from '@jernih/domain'
import type { Offset } from '@jernih/journal'
import type { Database } from '@jernih/runtime'
import { newestOf } from './coverage.ts'
import { createEvaluator, type Evaluator } from './evaluator.ts'
import { type ExcessRow, excessOf } from './excess-rows.ts'
import { createLedger, type Ledger } from './ledger.ts'
import { createPlan, type Plan } from './plan.ts'
import {
  createSlot,
  isCalm,
  type LimitKind,
  limitKinds,
  type PointMemory,
  type Slot,
  type WatchedPoint,
  type WatchedSeries,
} from './watched.ts'
import type { SeriesWindows, WindowKind } from './windows.ts'

/** The watch's mind, as it was at its cursor. */
export interface Mind {
  ledger: Ledger
  plan: Plan
  evaluator: Evaluator
  cursor: Offset
}

interface ProgressRow {
  cursor: Offset
  started_at: number
  clock_at: number
}

interface SeriesRow {
  id: number
  site: SiteId
  point: PointId
  parameter: Parameter
  at: number
  received: number
  value: number
  flag: Flag
  tests: number
  counted: number
}

interface MachineRow {
  site: SiteId
  point: PointId
  name: string
  parameter: Parameter | null
  kind: AlarmKind
  json: string
}

/** Reads what the last transaction left; a new database gives a mind that knows nothing, at the journal's beginning. */
export async function restoreMind(database: Database): Promise<Mind> {
  const [progress] = await database.all<ProgressRow>('SELECT * FROM progress')
  const sites = await database.all<{ json: string }>('SELECT json FROM site ORDER BY id')
  const points = await database.all<{ site: SiteId; point: PointId; json: string }>('SELECT * FROM point')
  const series = await database.all<SeriesRow>('SELECT * FROM series ORDER BY id')
  const gathered = await database.all<{ series: number; json: string }>('SELECT * FROM gathered')
  const weighed = await database.all<ExcessRow>('SELECT * FROM excess')
  const machines = await database.all<MachineRow>('SELECT * FROM machine')

  const ledger = createLedger()
  const plan = createPlan(ledger, (series.at(-1)?.id ?? 0) + 1)
  const evaluator = createEvaluator(ledger, plan)
  if (progress) {
    evaluator.startedAt = progress.started_at
    evaluator.clockAt = progress.clock_at
  }

  for (const { json } of sites) {
    const site: Site = JSON.parse(json)
    // As of then, so that each alarm is there before the next reading comes, and can be shelved.
    plan.configure(site.id, site, { at: progress?.clock_at ?? 0, offset: 0 })
  }
  for (const { site, point, json } of points) {
    const watched = plan.point(site, point)
    if (watched) Object.assign(watched.memory, JSON.parse(json) as PointMemory)
  }
  const memories = new Map(gathered.map(({ series, json }) => [series, json]))
  const excesses = new Map(weighed.map((row) => [row.series, excessOf(row)]))
  for (const row of series) {
    const watched = plan.point(row.site, row.point)?.series.get(row.parameter)
    if (!watched) continue
    restoreSeries(watched, row, memories.get(row.id))
    watched.excess = excesses.get(row.id) ?? null
  }
  for (const row of machines) {
    const point = plan.point(row.site, row.point)
    const slot = point ? slotOf(point, row) : plan.slot(`${row.site}.${row.point}.${row.name}`)
    if (slot) ledger.restore(slot, JSON.parse(row.json) as AlarmState)
  }
  for (const point of plan.points()) {
    point.newestAt = newestOf(point, evaluator.clockAt)
    for (const one of point.series.values()) {
      one.calm = isCalm(one)
      one.day = { from: 0, to: 0 }
    }
  }
  ledger.takeTold()
  ledger.takeUnsaved()
  return { ledger, plan, evaluator, cursor: progress?.cursor ?? 0 }
}

function restoreSeries(series: WatchedSeries, row: SeriesRow, gathered: string | undefined): void {
  if (series.windows && gathered !== undefined) {
    series.windows.memory = JSON.parse(gathered) as SeriesWindows['memory']
  }
  series.id = row.id
  series.stored = true
  series.at = row.at
  series.receivedAt = row.received
  series.value = row.value
  series.flag = row.flag
  series.tests = String(row.tests)
  series.countedAt = row.counted
}

function slotOf(point: WatchedPoint, { parameter, kind }: MachineRow): Slot | undefined {
  if (kind === 'device-offline') return point.deviceOffline
  if (kind === 'clock-skew') return point.clockSkew
  if (kind === 'power-cut') return point.powerCut
  const series = parameter === null ? undefined : point.series.get(parameter)
  if (series === undefined) return undefined
  if (kind === 'no-data') return series.noData
  if (kind === 'sensor-failed') return series.sensorFailed
  return isLimitKind(kind) ? limitSlot(series, kind) : series.windows?.slots.get(kind as WindowKind)
}

function isLimitKind(kind: AlarmKind): kind is LimitKind {
  return (limitKinds as readonly AlarmKind[]).includes(kind)
}

/** The slot is there even while no limit is in force, since its episode may be. */
function limitSlot(series: WatchedSeries, kind: LimitKind): Slot {
  const slot = series.limits.get(kind) ?? createSlot(series, kind, {})
  series.limits.set(kind, slot)
  return slot
}
