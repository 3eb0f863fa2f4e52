import { z } from 'zod'
import { PointId, SiteId } from './identifier.ts'
import { Instant } from './instant.ts'
import { Citation } from './limit.ts'
import { Parameter } from './parameter.ts'

/** What an alarm watches for. The first four and `sensor-failed`, `no-data` belong to a series; the last two to a point. */
export const AlarmKind = z.enum([
  'limit-high',
  'limit-low',
  'approaching-high',
  'approaching-low',
  'no-data',
  'sensor-failed',
  'device-offline',
  'clock-skew',
])
export type AlarmKind = z.infer<typeof AlarmKind>

/** One alarm as configured: it has many episodes in its life. */
export const AlarmKey = z.strictObject({
  site: SiteId,
  point: PointId,
  parameter: Parameter.nullable(),
  kind: AlarmKind,
})
export type AlarmKey = z.infer<typeof AlarmKey>

/** `cod-limit-high` or `device-offline`: the alarm's name within its point, the last level of its topic. */
export function alarmName({ parameter, kind }: Pick<AlarmKey, 'parameter' | 'kind'>): string {
  return parameter === null ? kind : `${parameter}-${kind}`
}

/** ISA-18.2 priorities. */
export const Priority = z.enum(['low', 'medium', 'high', 'critical'])
export type Priority = z.infer<typeof Priority>

/** Who did something, and why, in their own words. */
export const Act = z.strictObject({ at: Instant, by: z.string().min(1), note: z.string().nullable() })
export type Act = z.infer<typeof Act>

/**
 * A step in an episode's life, in event time (`at`); `offset` is the journal entry that caused it, so that
 * replaying the journal gives the same transitions with the same ids.
 */
export const Transition = z.strictObject({
  /** `{alarm id}.{n}`, n from 1. */
  id: z.string(),
  at: Instant,
  offset: z.int(),
  step: z.enum([
    'raised',
    'confirmed',
    'data-lost',
    'data-returned',
    'cleared',
    'acknowledged',
    'shelved',
    'unshelved',
  ]),
  value: z.number().nullable(),
  by: z.string().nullable(),
  note: z.string().nullable(),
})
export type Transition = z.infer<typeof Transition>

const episode = {
  /** One id an episode, the same in every replay. */
  id: z.string(),
  ...AlarmKey.shape,
  priority: Priority,
  /** When the condition began, by the readings; the on-delay runs from here. */
  since: Instant,
  raisedAt: Instant,
  /** What was passed: the limit's value and unit with its citation; null where no limit is concerned. */
  limit: z.strictObject({ value: z.number(), unit: z.string(), citation: Citation }).nullable(),
  /** The value that raised it, the worst since, and the last that counted. */
  value: z.number().nullable(),
  peak: z.number().nullable(),
  last: z.number().nullable(),
  /** False while only suspect readings support it. */
  confirmed: z.boolean(),
  acknowledgement: Act.nullable(),
  shelving: Act.extend({ until: Instant }).nullable(),
}

/**
 * An alarm's episode. `active`: the condition stands, or stood when the data stopped (`dataLostSince`).
 * `cleared`: it ended; the episode is history, though it may still want its acknowledgement.
 */
export const Alarm = z.discriminatedUnion('status', [
  z.strictObject({ status: z.literal('active'), ...episode, dataLostSince: Instant.nullable() }),
  z.strictObject({ status: z.literal('cleared'), ...episode, clearedAt: Instant }),
])
export type Alarm = z.infer<typeof Alarm>
