import { z } from 'zod'
import { PointId, SiteId } from './identifier.ts'
import { Instant } from './instant.ts'

/** What a point is doing, as its device says on `…/state`; a point that never said so is running. */
export const PointState = z.enum(['running', 'stopped', 'calibration', 'maintenance', 'fault'])
export type PointState = z.infer<typeof PointState>

/** What a person may say that a point is doing. */
export const MarkedState = PointState.exclude(['fault'])
export type MarkedState = z.infer<typeof MarkedState>

/** What a point is doing, and who says so. What a person says stands before what the device says. */
export const PointStanding = z.strictObject({
  site: SiteId,
  point: PointId,
  state: PointState,
  /** `nobody`: it runs, since nobody ever said otherwise. */
  saidBy: z.enum(['person', 'device', 'nobody']),
  since: Instant.nullable(),
  /** When it returns by itself; null where only another word ends it. */
  until: Instant.nullable(),
  /** Of a person. */
  by: z.string().nullable(),
  reason: z.string().nullable(),
  /** What the device said last; null where it said nothing yet, or nothing since a person let the point run. */
  device: z.strictObject({ state: PointState, since: Instant }).nullable(),
})
export type PointStanding = z.infer<typeof PointStanding>

/** One word on what a point is doing, by its device or by a person. A device that only repeats itself says nothing. */
export const PointWord = z.strictObject({
  at: Instant,
  state: PointState,
  saidBy: z.enum(['person', 'device']),
  ...PointStanding.pick({ until: true, by: true, reason: true }).shape,
})
export type PointWord = z.infer<typeof PointWord>
