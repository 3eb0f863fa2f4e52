import type { Instant } from '@jernih/domain'
import { measuredAt, type WatchedPoint } from './watched.ts'

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
