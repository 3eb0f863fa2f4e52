import { z } from 'zod'
import { Priority } from './alarm.ts'

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'expected a time of day, such as "07:00"')

/** Hours of a day by the site's clocks, `from` until before `to`; they may go past midnight. */
export const Hours = z
  .strictObject({ from: time, to: time })
  .refine(({ from, to }) => from !== to, 'expected an end other than the beginning')
export type Hours = z.infer<typeof Hours>

/** Which alarms of the site a contact is told of, and when. */
export const Notify = z.strictObject({
  /** The least one; absent: `low`, so all. */
  priority: Priority.optional(),
  /** On duty in these hours only; what happens while nobody at all is on duty is told to all. Absent: always. */
  shift: Hours.optional(),
  /** Alarms of low and medium priority wait until these hours end. */
  quiet: Hours.optional(),
  /** Told only of what still stands unacknowledged so long after it was raised; absent: at once. */
  afterMinutes: z.number().min(1).max(1_440).optional(),
})
export type Notify = z.infer<typeof Notify>

/** Somebody who has to do with a site, and each way in which they can be told of its alarms. */
export const Contact = z.strictObject({
  /** As it stands in the record when they acknowledge an alarm. */
  name: z.string().min(1).max(100),
  role: z.enum(['operator', 'officer', 'manager']),
  language: z.enum(['id', 'en']).default('id'),
  email: z.email().optional(),
  phone: z.string().optional(),
  /** The id of their chat with the bot, which is their own id in Telegram; a group's is negative. */
  telegram: z.int().optional(),
  /** Their number in WhatsApp, as E.164 writes it. */
  whatsapp: z.e164({ error: 'expected a number in quotes, such as "+6281234567890"' }).optional(),
  /** A program that is told, by Standard Webhooks. */
  webhook: z
    .url({ protocol: /^https?$/, error: 'expected a URL such as https://example.org/alarms' })
    .optional(),
  notify: Notify.optional(),
})
export type Contact = z.infer<typeof Contact>
