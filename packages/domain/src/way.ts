import { z } from 'zod'

/** By what people are told. */
export const Way = z.enum(['email', 'telegram', 'whatsapp', 'webhook', 'push'])
export type Way = z.infer<typeof Way>
