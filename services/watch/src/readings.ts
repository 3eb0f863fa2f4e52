import { assess, excursionOf, isLatched, type Observation } from '@jernih/alarm'
import type { Instant, JudgedReading } from '@jernih/domain'
import type { Entry } from '@jernih/journal'
import { judgeSkew } from './clock-skew.ts'
import { isCounted } from './counting.ts'
import { cover } from './coverage.ts'
import { isCalibrating } from './doing.ts'
import { weigh } from './excess.ts'
import { isOfDischarge } from './flowing.ts'
import { gatherReading } from './gathering.ts'
import type { Ledger } from './ledger.ts'
import { closeSlot, isApproach, isOfLimit, isStanding, setLimits } from './limit-slots.ts'
import {
  absenceMs,
  isCalm,
  type LimitKind,
  limitKinds,
  measuredAt,
  never,
  type Slot,
  type WatchedPoint,
  type WatchedSeries,
} from './watched.ts'

export type ReadingsEntry = Extract<Entry, { kind: 'readings' }>

/** Takes the readings of a point, one after another. Answers how many were late: stored by others, and nothing to an alarm. */
export function takeReadings(ledger: Ledger, point: WatchedPoint, entry: ReadingsEntry): number {
  const { readings, receivedAt } = entry
  let late = 0
  let newest = Number.NEGATIVE_INFINITY
  const order = point.point.discharging ? flowFirst(readings) : null
  for (let n = 0; n < readings.length; n++) {
    const index = order?.[n] ?? n
    const reading = readings[index] as JudgedReading
    if (reading.at > newest) newest = reading.at
    const series = point.series.get(reading.parameter)
    if (series === undefined) continue
    if (reading.repeat === 'same') continue
    const at = measuredAt(reading.at, receivedAt)
    cover(ledger, point, at)
    const newestOfSeries = newestBy(receivedAt, series)
    if (at > newestOfSeries) takeReading(ledger, { point, series, reading, at, entry, index })
    else if (at < newestOfSeries) {
      late++
      if (reading.flag < 4) weigh(ledger, { point, series }, { at, value: reading.value })
    }
  }
  if (entry.timeSource === 'device' && readings.length > 0) watchClock(ledger, point, { entry, newest })
  return late
}

/** The places of the readings by their time, of one time the flow first: what else was measured then is judged by it. */
function flowFirst(readings: readonly JudgedReading[]): number[] {
  return Array.from(readings.keys()).sort((one, other) => {
    const [first, second] = [readings[one], readings[other]] as [JudgedReading, JudgedReading]
    return first.at - second.at || Number(second.parameter === 'flow') - Number(first.parameter === 'flow')
  })
}

/** {@link never} where it lies ahead of our clock: it was measured under a clock that was set back since. */
function newestBy(now: Instant, series: WatchedSeries): Instant {
  const at = measuredAt(series.at, series.receivedAt)
  return at - now > absenceMs ? never : at
}

interface Taken {
  point: WatchedPoint
  series: WatchedSeries
  reading: JudgedReading
  /** When it was measured, by our clock where the device's is ahead. */
  at: Instant
  entry: ReadingsEntry
  index: number
}

function takeReading(ledger: Ledger, taken: Taken): void {
  const { point, series, reading, at, entry, index } = taken
  const { value, flag } = reading
  series.at = reading.at
  series.receivedAt = entry.receivedAt
  series.value = value
  series.flag = flag
  series.tests = reading.tests
  ledger.touch(series)
  if (at >= series.day.to || at < series.day.from) {
    setLimits(ledger, taken, { at, offset: entry.offset })
  }
  if (series.parameter === 'flow' && flag < 4) noteFlow(ledger, point, { at, value })
  const counts = isCounted(series, reading)
  if (counts) series.countedAt = at
  if (flag < 4 && !isCalibrating(point, at)) {
    if (point.weighed.length > 0) weigh(ledger, taken, { at, value })
    if (series.windows !== null || point.loads.length > 0) {
      gatherReading(ledger, taken, { at, value, flag, offset: entry.offset, index })
    }
  }
  if (series.calm && counts && value <= series.calmHigh && value >= series.calmLow) return
  judge(ledger, taken, counts)
  series.calm = isCalm(series)
}

/** A slow probe still tells of the water that left, for a while after it ceased to. */
function noteFlow(
  ledger: Ledger,
  point: WatchedPoint,
  { at, value }: Pick<JudgedReading, 'at' | 'value'>,
): void {
  if (point.point.discharging === undefined || value <= point.point.discharging.flowAbove) return
  point.memory.flowedAt = at
  ledger.unsaved.points.add(point)
}

/** A failed reading says that its sensor failed, and nothing of the water unless it counts. */
function judge(ledger: Ledger, taken: Taken, counts: boolean): void {
  const { point, series, reading, at, entry, index } = taken
  const { offset, receivedAt } = entry
  const { value, flag } = reading
  const fresh = receivedAt - at < series.rules.noData.freshMs
  const told = { at, offset, index, value, flag, fresh }
  const seen = { kind: 'observed', ...told, excursion: null, believable: true } as const
  observe(ledger, series.sensorFailed, { ...seen, condition: flag < 4 ? 'normal' : 'violated' })
  if (fresh) observe(ledger, series.noData, { ...seen, at: receivedAt, condition: 'normal' })
  if (isCalibrating(point, at)) return
  if (!counts) {
    for (const slot of series.limits.values()) ledger.move(slot, { kind: 'failed', at, offset })
    return
  }
  const flows = isOfDischarge(point, series, at)
  for (const kind of limitKinds) {
    const slot = series.limits.get(kind)
    if (!slot?.threshold) continue
    if (isApproach(kind) && isExceeded(series, slot.threshold.side)) {
      closeSlot(ledger, slot, { at, offset, note: 'the limit itself is exceeded' })
      continue
    }
    const concerns = isApproach(kind) || isStanding(kind) !== flows
    const condition = concerns ? assess(slot.threshold, value) : 'normal'
    const excursion = concerns && isOfLimit(kind) ? excursionOf(slot.threshold, value) : null
    observe(ledger, slot, { ...seen, condition, excursion, believable: flag < 3 })
  }
}

function observe(ledger: Ledger, slot: Slot, observation: Observation): void {
  if (slot.state.status !== 'normal' || observation.condition === 'violated') ledger.move(slot, observation)
}

/** By water that flows, or that stands. */
function isExceeded(series: WatchedSeries, side: 'high' | 'low'): boolean {
  return isActive(series, `limit-${side}`) || isActive(series, `standing-${side}`)
}

function isActive(series: WatchedSeries, kind: LimitKind): boolean {
  const state = series.limits.get(kind)?.state
  return state?.status === 'active' && !isLatched(state)
}

/** A clock's alarm ends a tenth of the tolerance inside it. */
const skewDeadband = 0.1

function watchClock(
  ledger: Ledger,
  point: WatchedPoint,
  { entry, newest }: { entry: ReadingsEntry; newest: Instant },
): void {
  const tolerance = point.rules.clockSkew
  const slot = point.clockSkew
  const delayMs = entry.receivedAt - newest
  const isPlain = delayMs <= tolerance.behindMs && delayMs >= -tolerance.aheadMs
  if (isPlain && point.memory.lateness === null && slot.state.status === 'normal') return

  const { receivedAt, offset } = entry
  const { lateness, skewMs } = judgeSkew(point.memory.lateness, { delayMs, receivedAt }, tolerance)
  if (lateness !== point.memory.lateness) {
    point.memory.lateness = lateness
    ledger.unsaved.points.add(point)
  }
  if (skewMs === null) return
  const allowedMs = skewMs > 0 ? tolerance.aheadMs : tolerance.behindMs
  const allowed = { side: 'high', value: allowedMs, deadband: allowedMs * skewDeadband } as const
  const condition = assess(allowed, Math.abs(skewMs))
  observe(ledger, slot, {
    kind: 'observed',
    at: receivedAt,
    offset,
    index: 0,
    condition,
    value: skewMs / 1_000,
    flag: null,
    excursion: null,
    believable: true,
    fresh: true,
  })
}
