import { z } from '@hono/zod-openapi'

const isa = 'ANSI/ISA-18.2-2016, clause 16 (IEC 62682:2014)'
const eemua = 'EEMUA 191'

/** What a figure should be. Up to `good` it is very likely acceptable, up to `most` it can just be managed. */
interface Target {
  good: number
  most: number
  source: string
}

/** As the trade quotes them: nobody here has read the standards' own text. Rates are an operating position's. Shares are from 0 to 1. */
export const alarmTargets = {
  averagePer10Minutes: { good: 1, most: 2, source: isa },
  averagePerHour: { good: 6, most: 12, source: isa },
  averagePerDay: { good: 150, most: 300, source: isa },
  maximumPer10Minutes: { good: 10, most: 10, source: isa },
  floodShare: { good: 0.01, most: 0.01, source: isa },
  chattering: { good: 0, most: 0, source: isa },
  fleeting: { good: 0, most: 0, source: isa },
  stale: { good: 4, most: 4, source: isa },
  standing: { good: 9, most: 9, source: eemua },
  shelved: { good: 29, most: 29, source: eemua },
} as const satisfies Record<string, Target>

/** How a site's alarms should be divided among four priorities. */
export const priorityTargets = {
  low: 0.8,
  medium: 0.15,
  high: 0.05,
  critical: 0.01,
  source: isa,
  verified: false,
} as const

export const AlarmFigure = z
  .strictObject({
    value: z.number(),
    rating: z
      .enum(['good', 'manageable', 'too-much'])
      .openapi({ description: 'Up to `good` very likely acceptable, up to `most` just manageable' }),
    target: z.strictObject({
      good: z.number(),
      most: z.number(),
      source: z.string(),
      verified: z.boolean().openapi({ description: 'Whether someone has read it there' }),
    }),
  })
  .openapi('AlarmFigure')

export function figure(name: keyof typeof alarmTargets, value: number): z.infer<typeof AlarmFigure> {
  const target = alarmTargets[name]
  const rating = value <= target.good ? 'good' : value <= target.most ? 'manageable' : 'too-much'
  return { value, rating, target: { ...target, verified: false } }
}
