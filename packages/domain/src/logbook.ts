import { z } from 'zod'
import { PointId, SiteId } from './identifier.ts'
import { Instant } from './instant.ts'
import { Parameter } from './parameter.ts'

/** One value of a laboratory, in the parameter's unit. `lessThan`: it lies below this, which is as little as the laboratory can tell. */
export const LabValue = z.strictObject({
  parameter: Parameter,
  value: z.number().min(0),
  lessThan: z.boolean(),
})
export type LabValue = z.infer<typeof LabValue>

/** Water taken at a point by hand, and what a laboratory found in it. Without values it says that there was no such sample. */
export const LabSample = z.strictObject({
  site: SiteId,
  point: PointId,
  takenAt: Instant,
  values: z.array(LabValue),
  laboratory: z.string().min(1),
  certificate: z.string().nullable(),
  method: z.string().nullable(),
  note: z.string().nullable(),
})
export type LabSample = z.infer<typeof LabSample>

/** Cloth finished on one production day, which is a day in the site's zone (`2026-11-24`). */
export const ClothFigure = z.strictObject({
  site: SiteId,
  day: z.iso.date(),
  kg: z.number().min(0),
  note: z.string().nullable(),
})
export type ClothFigure = z.infer<typeof ClothFigure>

/** Of an entry of the logbook that was wrong, by its id. Both remain. */
export const Correction = z.strictObject({ corrects: z.string().min(1), reason: z.string().min(1) })
export type Correction = z.infer<typeof Correction>

/** Who entered it, and when; `correction` is null where it is the first word. */
export interface Entered {
  id: string
  enteredAt: Instant
  by: string
  correction: Correction | null
  /** The newest entry that corrects it; null where it stands. */
  correctedBy: string | null
}
