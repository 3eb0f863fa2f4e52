import type { Instant } from '@jernih/domain'
import { measuredAt, type WatchedPoint, type WatchedSeries } from './watched.ts'

/**
 * Whether water leaves the point at `at`. It does so wherever nobody can say that it does not: the flow was never measured, not within the time of
 * no data around `at`, or its newest reading failed.
 */
export function isFlowing({ point, series }: WatchedPoint, at: Instant): boolean {
  if (point.discharging === undefined) return true
  const flow = series.get('flow')
  if (flow === undefined || flow.flag >= 4) return true
  const distanceMs = Math.abs(at - measuredAt(flow.at, flow.receivedAt))
  return distanceMs > flow.rules.noData.silentMs || flow.value > point.discharging.flowAbove
}

/** Whether a series tells at `at` of water that leaves, or left within its probe's response time: of that a slow probe tells only now. */
export function isOfDischarge(
  point: WatchedPoint,
  { parameter }: Pick<WatchedSeries, 'parameter'>,
  at: Instant,
): boolean {
  if (isFlowing(point, at)) return true
  const { flowedAt } = point.memory
  const { responseSeconds = 0 } = point.point.parameters[parameter] ?? {}
  return flowedAt !== null && flowedAt <= at && at - flowedAt <= responseSeconds * 1_000
}
