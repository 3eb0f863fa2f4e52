import { isLatched } from '@jernih/alarm'
import type { Instant, JudgedReading, Parameter, Point, SeriesSettings, Site } from '@jernih/domain'
import { never, type Slot, type WatchedPoint } from '../watched.ts'
import type { WindowKind } from '../windows.ts'
import type { ViolationTime } from './report.ts'
import type { Stage } from './stage.ts'

/** The same site with limits that know no patience: their alarms stand exactly while the water is beyond them. */
export function withoutPatience(site: Site): Site {
  const strict = ({ rules }: SeriesSettings): SeriesSettings => ({
    rules: {
      ...rules,
      limit: { onDelaySeconds: 'instant', offDelaySeconds: 'instant', deadbandPercent: 0, latch: false },
    },
  })
  const points = site.points.map((point): Point => {
    const parameters = Object.entries(point.parameters).map(([name, settings]) => [name, strict(settings)])
    return { ...point, parameters: Object.fromEntries(parameters) }
  })
  return { ...site, points }
}

/** Counts how long the water is beyond its limits, and how much of that is told by an alarm. */
export interface ViolationClock {
  /** Before the stages take them. */
  take(readings: readonly JudgedReading[]): void
  found(to: Instant): ViolationTime[]
}

/** `truth` plays the present rules {@link withoutPatience}. */
export function createViolationClock(stages: Record<'truth' | 'present' | 'changed', Stage>): ViolationClock {
  const { truth, present, changed } = stages
  const times = new Map<Parameter, ViolationTime>()

  /** What was measured last holds until `at`, but no longer than the time of no data. */
  function count(parameter: Parameter, at: Instant): void {
    const series = truth.point.series.get(parameter)
    if (!series || series.countedAt === never) return
    for (const side of ['high', 'low'] as const) {
      if (!isStanding(series.limits.get(`limit-${side}`))) continue
      const silentMs = present.point.series.get(parameter)?.rules.noData.silentMs ?? 0
      const spanMs = Math.min(at - series.countedAt, silentMs)
      const before = isTold(present.point, parameter, side)
      const after = isTold(changed.point, parameter, side)
      const time = times.get(parameter) ?? nothing(parameter)
      times.set(parameter, time)
      time.totalMs += spanMs
      if (before) time.toldBeforeMs += spanMs
      if (after) time.toldAfterMs += spanMs
      if (before && !after) time.missedMs += spanMs
      if (after && !before) time.gainedMs += spanMs
    }
  }

  return {
    take(readings) {
      for (const { parameter, at, flag } of readings) if (flag < 4) count(parameter, at)
    },
    found(to) {
      for (const parameter of truth.point.series.keys()) count(parameter, to)
      return [...times.values()]
    },
  }
}

const windowKinds: Record<'high' | 'low', readonly WindowKind[]> = {
  high: ['repeated-high', 'mean-2min-high', 'mean-hour-high', 'mean-day-high'],
  low: ['repeated-low', 'mean-2min-low', 'mean-hour-low', 'mean-day-low'],
}

/** By the limit's own alarm, or by one of what several readings say of it. */
function isTold({ series }: WatchedPoint, parameter: Parameter, side: 'high' | 'low'): boolean {
  const { limits, windows } = series.get(parameter) ?? {}
  if (isStanding(limits?.get(`limit-${side}`))) return true
  return windowKinds[side].some((kind) => isStanding(windows?.slots.get(kind)))
}

function isStanding(slot: Slot | undefined): boolean {
  return slot?.state.status === 'active' && !isLatched(slot.state)
}

function nothing(parameter: Parameter): ViolationTime {
  return { parameter, totalMs: 0, toldBeforeMs: 0, toldAfterMs: 0, missedMs: 0, gainedMs: 0 }
}
