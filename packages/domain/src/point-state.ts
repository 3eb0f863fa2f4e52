import { z } from 'zod'

/** What a point is doing, as its device says on `…/state`; a point that never said so is running. */
export const PointState = z.enum(['running', 'stopped', 'calibration', 'maintenance', 'fault'])
export type PointState = z.infer<typeof PointState>
