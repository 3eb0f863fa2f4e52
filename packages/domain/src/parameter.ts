import { z } from 'zod'

/** What is measured, by its name on the wire. */
export const Parameter = z.enum([
  'ph',
  'cod',
  'tss',
  'nh3n',
  'flow',
  'temperature',
  'bod',
  'phenol',
  'chromium',
  'sulfide',
  'oil',
  'colour',
])
export type Parameter = z.infer<typeof Parameter>
