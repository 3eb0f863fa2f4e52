import type { AlarmKind, Parameter, WindowSettings } from '@jernih/domain'
import { type Gathered, type Load, type Pace, type Recent, still } from '@jernih/windows'
import type { Ledger } from './ledger.ts'
import { closeSlot } from './limit-slots.ts'
import { priorities } from './priorities.ts'
import { createSlot, type Moment, type Slot, type WatchedPoint, type WatchedSeries } from './watched.ts'

/** The alarms of what several readings say together. */
export type WindowKind = Extract<
  AlarmKind,
  `repeated-${string}` | `mean-${string}` | 'rising-fast' | 'falling-fast' | 'load-high'
>

export type MeanName = 'mean2Minutes' | 'meanHour' | 'meanDay'

/** What a series' rules over windows have and remember. */
export interface SeriesWindows {
  settings: WindowSettings
  slots: Map<WindowKind, Slot>
  memory: WindowMemory
}

/** All that is kept of the readings in the windows, whose size does not grow with them. */
export interface WindowMemory {
  recent: { high: Recent | null; low: Recent | null }
  means: Partial<Record<MeanName, Gathered>>
  pace: Pace
  load: Load | null
}

export const means: readonly { name: MeanName; lengthMs: number; high: WindowKind; low: WindowKind }[] = [
  { name: 'mean2Minutes', lengthMs: 120_000, high: 'mean-2min-high', low: 'mean-2min-low' },
  { name: 'meanHour', lengthMs: 3_600_000, high: 'mean-hour-high', low: 'mean-hour-low' },
  { name: 'meanDay', lengthMs: 86_400_000, high: 'mean-day-high', low: 'mean-day-low' },
]

/**
 * Gives the series the rules over windows that its file has now. What was gathered for those that stay goes on; the others end with a note.
 */
export function configureWindows(
  ledger: Ledger,
  { point, series }: { point: WatchedPoint; series: WatchedSeries },
  moment: Moment,
): void {
  const settings = point.point.parameters[series.parameter]?.windows
  const before = series.windows
  const wanted = settings ? slotsFor(settings, { series, before }) : new Map<WindowKind, Slot>()
  for (const [kind, slot] of before?.slots ?? []) {
    if (wanted.has(kind)) continue
    closeSlot(ledger, slot, { ...moment, note: 'the rule was removed from the site’s file' })
    ledger.forget(slot)
  }
  series.windows = settings
    ? { settings, slots: wanted, memory: kept(before?.memory ?? nothingGathered(), settings) }
    : null
  if (before || settings) ledger.unsaved.windows.add(series)
}

function nothingGathered(): WindowMemory {
  return { recent: { high: null, low: null }, means: {}, pace: still, load: null }
}

/** What the alarm asks of people, where the file says it. */
type Urgency = Pick<NonNullable<WindowSettings['load']>, 'latch' | 'priority'>

function slotsFor(
  settings: WindowSettings,
  { series, before }: { series: WatchedSeries; before: SeriesWindows | null },
): Map<WindowKind, Slot> {
  const slots = new Map<WindowKind, Slot>()
  const add = (kind: WindowKind, urgency: Urgency, offDelayMs = 0) => {
    const slot = before?.slots.get(kind) ?? createSlot(series, kind, {})
    slot.rule.worse = kind.endsWith('-low') || kind === 'falling-fast' ? 'lower' : 'higher'
    slot.rule.latches = urgency.latch ?? false
    slot.rule.priority = urgency.priority ?? priorities[kind]
    slot.rule.offDelayMs = offDelayMs
    slots.set(kind, slot)
  }
  const { repeated, rate, load } = settings
  if (repeated) {
    const { offDelayMs } = series.rules.limit
    add('repeated-high', repeated, offDelayMs)
    add('repeated-low', repeated, offDelayMs)
  }
  for (const { name, high, low } of means) {
    const mean = settings[name]
    if (!mean) continue
    add(high, mean)
    add(low, mean)
  }
  if (rate?.risingPerHour !== undefined) add('rising-fast', rate)
  if (rate?.fallingPerHour !== undefined) add('falling-fast', rate)
  if (load) add('load-high', load)
  return slots
}

function kept({ recent, means: gathered, pace, load }: WindowMemory, settings: WindowSettings): WindowMemory {
  return {
    recent: settings.repeated ? recent : { high: null, low: null },
    means: Object.fromEntries(Object.entries(gathered).filter(([name]) => settings[name as MeanName])),
    pace: settings.rate ? pace : still,
    load: settings.load ? load : null,
  }
}

/** Forgets what was gathered: the clock under which it was is not believed any more. */
export function forgetWindows(ledger: Ledger, series: WatchedSeries): void {
  if (series.excess !== null) ledger.unsaved.weighed.add(series)
  series.excess = null
  if (series.windows === null) return
  series.windows.memory = nothingGathered()
  ledger.unsaved.windows.add(series)
}

/** The parameters of the point whose load its flow makes. */
export function loadsOf({ point }: WatchedPoint): Parameter[] {
  const parameters = Object.entries(point.parameters) as [
    Parameter,
    { windows?: WindowSettings } | undefined,
  ][]
  return parameters.filter(([, settings]) => settings?.windows?.load).map(([parameter]) => parameter)
}
