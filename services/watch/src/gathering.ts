import { type AlarmRule, assess, type Condition } from '@jernih/alarm'
import { type Band, type Citation, type Flag, type Instant, parameters } from '@jernih/domain'
import { limitDay } from '@jernih/limits'
import {
  carry,
  countOf,
  gather,
  isRepresentative,
  isWithin,
  type LoadSample,
  meanOf,
  pace,
  remember,
  type Span,
  spanAt,
} from '@jernih/windows'
import { isOfDischarge } from './flowing.ts'
import type { Ledger } from './ledger.ts'
import type { WatchedPoint, WatchedSeries } from './watched.ts'
import { means, type SeriesWindows, type WindowKind } from './windows.ts'

/** A reading that counts, newer than those before it in its series; `at` is by our clock where the device's is ahead. */
interface Counted {
  at: Instant
  value: number
  flag: Flag
  offset: number
  index: number
}

/** A series with rules over windows, and the day in which its reading lies. */
interface Place {
  ledger: Ledger
  point: WatchedPoint
  series: WatchedSeries
  windows: SeriesWindows
  day: Span
}

/** Readings farther apart than this, or than the time of no data where that is longer, are not of one story. */
const shortestMemoryMs = 3_600_000

/** Takes a reading into the windows of its series, and a flow into the loads that it makes. */
export function gatherReading(
  ledger: Ledger,
  { point, series }: { point: WatchedPoint; series: WatchedSeries },
  counted: Counted,
): void {
  const day = isWithin(counted.at, series.day) ? series.day : limitDay(point.site, counted.at)
  if (series.windows !== null) {
    const place = { ledger, point, series, windows: series.windows, day }
    takeRepeated(place, counted)
    takeMeans(place, counted)
    takeRate(place, counted)
    takeLoad(place, counted, 'concentration')
    ledger.unsaved.windows.add(series)
  }
  if (series.parameter !== 'flow') return
  for (const parameter of point.loads) {
    const loaded = point.series.get(parameter)
    if (!loaded?.windows) continue
    takeLoad({ ledger, point, series: loaded, windows: loaded.windows, day }, counted, 'flow')
    ledger.unsaved.windows.add(loaded)
  }
}

function takeRepeated(place: Place, counted: Counted): void {
  const { repeated } = place.windows.settings
  if (!repeated) return
  const flows = isOfDischarge(place.point, place.series, counted.at)
  takeRepeatedOn(place, 'high', { repeated, counted, flows })
  takeRepeatedOn(place, 'low', { repeated, counted, flows })
}

function takeRepeatedOn(
  place: Place,
  side: 'high' | 'low',
  given: { repeated: { count: number; of: number }; counted: Counted; flows: boolean },
): void {
  const { series, windows } = place
  const { repeated, counted, flows } = given
  const { at, value } = counted
  const limit = series.limits.get(`limit-${side}`)
  const now = limit?.threshold && flows ? assess(limit.threshold, value) : 'normal'
  const silentMs = Math.max(series.rules.noData.silentMs, shortestMemoryMs)
  const reading = { at, beyond: now === 'violated' }
  const recent = remember(windows.memory.recent[side], reading, { of: repeated.of, silentMs })
  windows.memory.recent[side] = recent
  const isRepeated = countOf(recent) >= repeated.count
  const condition = isRepeated ? 'violated' : now === 'normal' ? 'normal' : 'deadband'
  tell(place, `repeated-${side}`, counted, { at, value, condition, limit: limit?.rule.limit ?? null })
}

function takeMeans(place: Place, counted: Counted): void {
  const { point, series, windows, day } = place
  const { at } = counted
  for (const { name, lengthMs, high, low } of means) {
    const settings = windows.settings[name]
    if (!settings) continue
    const value = settings.band || isOfDischarge(point, series, at) ? counted.value : null
    const before = windows.memory.means[name] ?? null
    const span = before !== null && isWithin(at, before) ? before : spanAt(at, day, lengthMs)
    const { gathered, closed } = gather(before, { at, value }, span)
    windows.memory.means[name] = gathered
    if (closed === null || !isRepresentative(closed, point.point.intervalSeconds * 1_000)) continue
    const mean = meanOf(closed)
    if (mean === null) continue
    const bound = boundOf(place, closed.from, settings.band)
    const figure = { at: closed.to, value: mean, bound }
    judgeMean(place, high, 'high', { counted, figure })
    judgeMean(place, low, 'low', { counted, figure })
  }
}

function judgeMean(
  place: Place,
  kind: WindowKind,
  side: 'high' | 'low',
  { counted, figure }: { counted: Counted; figure: { at: Instant; value: number; bound: Bound | null } },
): void {
  const { at, value, bound } = figure
  const limit = bound?.band[side]
  const condition = limit === undefined ? 'normal' : conditionOf(place, side, { limit, value })
  tell(place, kind, counted, { at, value, condition, limit: limitOf(bound, limit, unitOf(place)) })
}

function takeRate(place: Place, counted: Counted): void {
  const { point, windows, day } = place
  const { rate } = windows.settings
  if (!rate) return
  const { current } = windows.memory.pace
  const isSame = current !== null && isWithin(counted.at, current)
  const span = isSame ? current : spanAt(counted.at, day, rate.overMinutes * 60_000)
  const intervalMs = point.point.intervalSeconds * 1_000
  const next = pace(windows.memory.pace, counted, { span, intervalMs })
  windows.memory.pace = next.pace
  if (next.change === null) return
  const { perHour, over } = next.change
  const unit = `${unitOf(place)}/h`
  const judge = (kind: WindowKind, side: 'high' | 'low', limit: number | undefined) => {
    if (limit === undefined) return
    const condition = conditionOf(place, side, { limit, value: perHour })
    const bound = ownBound(place, { [side]: limit })
    tell(place, kind, counted, { at: over.to, value: perHour, condition, limit: limitOf(bound, limit, unit) })
  }
  judge('rising-fast', 'high', rate.risingPerHour)
  judge('falling-fast', 'low', rate.fallingPerHour && -rate.fallingPerHour)
}

function takeLoad(place: Place, counted: Counted, of: LoadSample['of']): void {
  const { series, windows, day } = place
  const limit = windows.settings.load?.kgPerDay
  if (limit === undefined) return
  const { at, value } = counted
  const holdMs = series.rules.noData.silentMs
  const { load, told } = carry(windows.memory.load, { of, at, value }, { day, holdMs })
  windows.memory.load = load
  const bound = ownBound(place, { high: limit })
  for (const { at: countedAt, kg } of told) {
    const condition = kg > limit ? 'violated' : 'normal'
    tell(place, 'load-high', counted, {
      at: countedAt,
      value: kg,
      condition,
      limit: limitOf(bound, limit, 'kg/d'),
    })
  }
}

interface Bound {
  band: Band
  citation: Citation
}

/** What binds the series on the day of `at`: the rule's own band, else the limit then in force. */
function boundOf(place: Place, at: Instant, band: Band | undefined): Bound | null {
  if (band) return ownBound(place, band)
  const { site, point } = place.point
  if (point.kind !== 'outlet') return null
  return limitDay(site, at).limits.find(({ parameter }) => parameter === place.series.parameter) ?? null
}

function ownBound({ series }: Place, band: Band): Bound {
  return { band, citation: { source: `sites/${series.site}.yaml`, verified: true } }
}

function limitOf(bound: Bound | null, value: number | undefined, unit: string): AlarmRule['limit'] {
  return bound === null || value === undefined ? null : { value, unit, citation: bound.citation }
}

function unitOf({ series }: Pick<Place, 'series'>): string {
  return parameters[series.parameter].unit
}

function conditionOf(
  { series }: Place,
  side: 'high' | 'low',
  { limit, value }: { limit: number; value: number },
): Condition {
  return assess({ side, value: limit, deadband: Math.abs(limit) * series.rules.limit.deadband }, value)
}

interface Figure {
  at: Instant
  value: number
  condition: Condition
  limit: AlarmRule['limit']
}

/** Gives a window's figure to its alarm. */
function tell({ ledger, windows }: Place, kind: WindowKind, counted: Counted, figure: Figure): void {
  const { at, value, condition, limit } = figure
  const slot = windows.slots.get(kind)
  if (!slot || (slot.state.status === 'normal' && condition !== 'violated')) return
  const { flag, offset, index } = counted
  slot.rule.limit = limit
  const seen = {
    at,
    value,
    condition,
    offset,
    index,
    flag,
    excursion: null,
    believable: flag < 3,
    fresh: true,
  }
  ledger.move(slot, { kind: 'observed', ...seen })
}
