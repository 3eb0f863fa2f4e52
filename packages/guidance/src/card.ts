import { AlarmKind, Parameter, Way } from '@jernih/domain'
import { z } from 'zod'

const text = z.string().trim().min(20, 'expected a sentence that helps whoever reads it')
const Texts = z.strictObject({
  /** What usually lies behind it, the likeliest first. */
  cause: text,
  /** What happens if nobody does anything. */
  consequence: text,
  /** What to do, in the order of doing it. */
  action: text,
})

/** What people need to know when an alarm comes (ISA-18.2, alarm response procedure), in both languages. */
export const Card = z.strictObject({
  id: Texts,
  en: Texts,
  /** Within so many minutes of the alarm, acting still prevents the consequence. */
  minutesToAct: z.int().min(1).max(1_440),
})
export type Card = z.infer<typeof Card>

const ofParameters = Object.fromEntries(Parameter.options.map((parameter) => [parameter, Card.optional()]))
const ByParameter = z.strictObject({
  any: Card,
  ...(ofParameters as Record<Parameter, z.ZodOptional<typeof Card>>),
})

const ofWays = Object.fromEntries(Way.options.map((way) => [way, Card]))
const ByWay = z.strictObject({ any: Card, ...(ofWays as Record<Way, typeof Card>) })

const MeasuredKind = AlarmKind.exclude(['notification-failing'])
const ofKinds = Object.fromEntries(MeasuredKind.options.map((kind) => [kind, ByParameter]))

/**
 * Every kind has a card for `any` parameter or none, and one for each parameter that wants its own; each way of telling people that may
 * fail has one.
 */
export const Cards = z.strictObject({
  ...(ofKinds as Record<z.infer<typeof MeasuredKind>, typeof ByParameter>),
  'notification-failing': ByWay,
})
export type Cards = z.infer<typeof Cards>
