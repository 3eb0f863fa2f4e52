import type { Threshold } from '@jernih/alarm'
import { type Limit, type Point, parameters } from '@jernih/domain'
import { limitDay } from '@jernih/limits'
import type { Ledger } from './ledger.ts'
import {
  createSlot,
  isCalm,
  type LimitKind,
  type Moment,
  type Slot,
  type WatchedPoint,
  type WatchedSeries,
} from './watched.ts'

/**
 * Gives a series the limits in force on the site's local day of `moment`. Limits bind the outlet alone. An alarm whose limit is
 * still there goes on under the new one; one whose limit is gone ends with a note.
 */
export function setLimits(
  ledger: Ledger,
  { point: { site, point }, series }: { point: WatchedPoint; series: WatchedSeries },
  moment: Moment,
): void {
  const day = limitDay(site, moment.at)
  const limit =
    point.kind === 'outlet' ? day.limits.find(({ parameter }) => parameter === series.parameter) : undefined
  const thresholds = limit ? thresholdsOf(limit, { point, series }) : new Map<LimitKind, Threshold>()
  series.day = day
  series.calmLow = Number.NEGATIVE_INFINITY
  series.calmHigh = Number.POSITIVE_INFINITY

  for (const [kind, threshold] of thresholds) {
    const slot = series.limits.get(kind) ?? createSlot(series, kind, {})
    series.limits.set(kind, slot)
    arm(slot, { series, kind, threshold, limit })
    if (threshold.side === 'high') series.calmHigh = Math.min(series.calmHigh, threshold.value)
    else series.calmLow = Math.max(series.calmLow, threshold.value)
  }
  for (const [kind, slot] of series.limits) {
    if (thresholds.has(kind)) continue
    slot.threshold = null
    closeSlot(ledger, slot, { ...moment, note: 'no such limit is in force any more' })
  }
  series.calm = isCalm(series)
}

/** Ends whatever the slot has going, with a note that says why. */
export function closeSlot(ledger: Ledger, slot: Slot, told: Moment & { note: string }): void {
  if (slot.state.status !== 'normal') ledger.move(slot, { kind: 'withdrawn', ...told })
}

function arm(
  slot: Slot,
  given: { series: WatchedSeries; kind: LimitKind; threshold: Threshold; limit: Limit | undefined },
): void {
  const { series, kind, threshold, limit } = given
  const passed = threshold.side === 'high' ? limit?.band.high : limit?.band.low
  const tuning = isApproach(kind) ? series.rules.approaching : series.rules.limit
  slot.threshold = threshold
  slot.rule.worse = threshold.side === 'high' ? 'higher' : 'lower'
  slot.rule.silentMs = series.rules.noData.silentMs
  slot.rule.onDelayMs = tuning.onDelayMs
  slot.rule.offDelayMs = tuning.offDelayMs
  slot.rule.latches = tuning.latches
  if (!isStanding(kind)) slot.rule.priority = tuning.priority
  slot.rule.limit =
    limit && passed !== undefined
      ? { value: passed, unit: parameters[series.parameter].unit, citation: limit.citation }
      : null
}

/** Of water that does not flow. */
export function isStanding(kind: LimitKind): boolean {
  return kind === 'standing-high' || kind === 'standing-low'
}

/** A violation: a warning that the noise of a probe hides is no loss. */
export function isOfLimit(kind: LimitKind): boolean {
  return kind === 'limit-high' || kind === 'limit-low'
}

export function isApproach(kind: LimitKind): boolean {
  return kind === 'approaching-high' || kind === 'approaching-low'
}

function thresholdsOf(
  { band: { low, high } }: Limit,
  { point, series }: { point: Point; series: WatchedSeries },
): Map<LimitKind, Threshold> {
  const { limit, approaching } = series.rules
  const middle = low !== undefined && high !== undefined ? (low + high) / 2 : 0
  const thresholds = new Map<LimitKind, Threshold>()
  const add = (
    kind: LimitKind,
    side: Threshold['side'],
    given: { value: number; share: number; of: number },
  ) => thresholds.set(kind, { side, value: given.value, deadband: Math.abs(given.of) * given.share })

  if (high !== undefined) add('limit-high', 'high', { value: high, share: limit.deadband, of: high })
  if (low !== undefined) add('limit-low', 'low', { value: low, share: limit.deadband, of: low })
  if (point.discharging) {
    if (high !== undefined) add('standing-high', 'high', { value: high, share: limit.deadband, of: high })
    if (low !== undefined) add('standing-low', 'low', { value: low, share: limit.deadband, of: low })
  }
  if (high !== undefined) {
    const near = middle + (high - middle) * approaching.share
    add('approaching-high', 'high', { value: near, share: approaching.deadband, of: high })
  }
  if (low !== undefined) {
    const near =
      high === undefined
        ? low + Math.abs(low) * (1 - approaching.share)
        : middle - (middle - low) * approaching.share
    add('approaching-low', 'low', { value: near, share: approaching.deadband, of: low })
  }
  return thresholds
}
