import { AlarmKind, Parameter } from '@jernih/domain'
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

/** Every kind has a card for `any` parameter or none, and one for each parameter that wants its own. */
export const Cards = z.record(
  AlarmKind,
  z.strictObject({ any: Card, ...(ofParameters as Record<Parameter, z.ZodOptional<typeof Card>>) }),
)
export type Cards = z.infer<typeof Cards>
