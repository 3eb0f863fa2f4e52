import { z } from '@hono/zod-openapi'
import { Contact } from '@jernih/domain'

/** As in the site's file; whoever may not see an address gets its end alone. */
export const ContactView = z
  .strictObject({
    ...Contact.shape,
    language: z.enum(['id', 'en']),
    email: z.string().optional(),
    telegram: z.union([z.int(), z.string()]).optional(),
    whatsapp: z.string().optional(),
    webhook: z.string().optional(),
  })
  .openapi('SiteContact')
export type ContactView = z.infer<typeof ContactView>

/** Shows by which ways somebody is told and not where: enough to know one's own. */
export function maskContact({ email, phone, telegram, whatsapp, webhook, ...contact }: Contact): ContactView {
  return {
    ...contact,
    ...(email !== undefined && { email: `…${email.slice(email.indexOf('@'))}` }),
    ...(phone !== undefined && { phone: ending(phone) }),
    ...(telegram !== undefined && { telegram: ending(`${telegram}`) }),
    ...(whatsapp !== undefined && { whatsapp: ending(whatsapp) }),
    // Its path may be a secret.
    ...(webhook !== undefined && { webhook: `${new URL(webhook).origin}/…` }),
  }
}

function ending(text: string): string {
  return `…${text.length > 6 ? text.slice(-3) : ''}`
}
