import { z } from 'zod'
import { PointId, SiteId } from './identifier.ts'
import { Instant } from './instant.ts'
import { Citation } from './limit.ts'
import { Parameter } from './parameter.ts'
import { Way } from './way.ts'

/**
 * What an alarm watches for. `power-cut` belongs to a supply, and stands at its first point; `device-offline` and `clock-skew` belong to a
 * point, the last four to Jernih itself, all others to a series.
 */
export const AlarmKind = z.enum([
  'limit-high',
  'limit-low',
  'approaching-high',
  'approaching-low',
  'standing-high',
  'standing-low',
  'repeated-high',
  'repeated-low',
  'mean-2min-high',
  'mean-2min-low',
  'mean-hour-high',
  'mean-hour-low',
  'mean-day-high',
  'mean-day-low',
  'rising-fast',
  'falling-fast',
  'load-high',
  'no-data',
  'sensor-failed',
  'device-offline',
  'clock-skew',
  'power-cut',
  'store-lag',
  'imbalance',
  'disk-low',
  'notification-failing',
])
export type AlarmKind = z.infer<typeof AlarmKind>

/** What may be wrong with Jernih itself. The people of each site are told, as of a point that no site has. */
export const SystemFault = AlarmKind.extract(['store-lag', 'imbalance', 'disk-low', 'notification-failing'])
export type SystemFault = z.infer<typeof SystemFault>
export const stationPoint = PointId.parse('station')

/** One alarm as configured: it has many episodes in its life. */
export const AlarmKey = z.strictObject({
  site: SiteId,
  point: PointId,
  parameter: Parameter.nullable(),
  kind: AlarmKind,
  /** Of `notification-failing`: the way that fails. One alarm stood for all ways where there is none. */
  way: Way.optional(),
})
export type AlarmKey = z.infer<typeof AlarmKey>

/** `cod-limit-high`, `device-offline` or `notification-failing-email`: the alarm's name within its point, the last level of its topic. */
export function alarmName({ parameter, kind, way }: Pick<AlarmKey, 'parameter' | 'kind' | 'way'>): string {
  if (way !== undefined) return `${kind}-${way}`
  return parameter === null ? kind : `${parameter}-${kind}`
}

/** `mojokerto-batik.outlet.cod-limit-high`: one alarm among all. An episode's id is this and its place in the journal. */
export function alarmId(key: AlarmKey): string {
  return `${key.site}.${key.point}.${alarmName(key)}`
}

/** The alarm's id, of its own or of one of its episodes'. */
export function alarmIdOf(id: string): string {
  return id.split('.').slice(0, 3).join('.')
}

/** ISA-18.2 priorities. */
export const Priority = z.enum(['low', 'medium', 'high', 'critical'])
export type Priority = z.infer<typeof Priority>

/** Who did something, and why, in their own words. */
export const Act = z.strictObject({ at: Instant, by: z.string().min(1), note: z.string().nullable() })
export type Act = z.infer<typeof Act>

/**
 * Where an alarm stands, by the states of ISA-18.2 / IEC 62682. The last three keep it from people: what happens to it meanwhile is on
 * record all the same.
 */
export const LifeState = z.enum([
  'normal',
  'unacknowledged-active',
  'acknowledged-active',
  'returned-unacknowledged',
  'latched',
  'shelved',
  'suppressed-by-design',
  'out-of-service',
])
export type LifeState = z.infer<typeof LifeState>

/** Why an alarm is suppressed by design: what its point is doing, or what has its own alarm. The first that applies is told. */
export const SuppressionCause = z.enum([
  'stopped',
  'maintenance',
  'calibration',
  'power-cut',
  'device-offline',
])
export type SuppressionCause = z.infer<typeof SuppressionCause>

/** What keeps an alarm from people, of which several may at once. It is the alarm's, and outlasts its episodes. */
export const Withholding = z.strictObject({
  /** By a person, for a while: it ends by itself. */
  shelving: Act.extend({ until: Instant }).nullable(),
  /** By what its point is doing, or by a cause that makes the alarm its mere symptom, for as long as that lasts. */
  suppression: z.strictObject({ since: Instant, cause: SuppressionCause }).nullable(),
  /** By a person, until a person puts it back. */
  outOfService: Act.nullable(),
})
export type Withholding = z.infer<typeof Withholding>

/** An alarm as it stands, with an episode or without. */
export const AlarmStanding = z.strictObject({
  id: z.string(),
  ...AlarmKey.shape,
  priority: Priority,
  state: LifeState,
  ...Withholding.shape,
  /** The episode that stands. */
  episode: z.string().nullable(),
})
export type AlarmStanding = z.infer<typeof AlarmStanding>

/** The readings of an episode since its condition began, by their quality; not evaluated ones count as good. */
export const ReadingCount = z.strictObject({ good: z.int(), suspect: z.int(), failed: z.int() })
export type ReadingCount = z.infer<typeof ReadingCount>

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
    'latched',
    'recurred',
    'cleared',
    'acknowledged',
    'shelved',
    'unshelved',
    'suppressed',
    'unsuppressed',
    'out-of-service',
    'returned-to-service',
  ]),
  value: z.number().nullable(),
  by: z.string().nullable(),
  note: z.string().nullable(),
  /** How the episode stood after it; null where it was written by a version that did not keep this. */
  after: z
    .strictObject({
      state: LifeState,
      peak: z.number().nullable(),
      durationMs: z.int().min(0),
      readings: ReadingCount.nullable(),
    })
    .nullable(),
})
export type Transition = z.infer<typeof Transition>

const episode = {
  /** One id an episode, the same in every replay. */
  id: z.string(),
  ...AlarmKey.shape,
  state: LifeState,
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
  /** Null where it began under a version that did not count. */
  readings: ReadingCount.nullable(),
  acknowledgement: Act.nullable(),
  ...Withholding.shape,
}

/**
 * An alarm's episode. `active`: the condition stands, or stood when the data stopped (`dataLostSince`), or has ended at `returnedAt` and
 * the alarm latches. `cleared`: it ended; the episode is history, though it may still want its acknowledgement. What withheld it then
 * stays with it.
 */
export const Alarm = z.discriminatedUnion('status', [
  z.strictObject({
    status: z.literal('active'),
    ...episode,
    dataLostSince: Instant.nullable(),
    returnedAt: Instant.nullable(),
  }),
  z.strictObject({ status: z.literal('cleared'), ...episode, clearedAt: Instant }),
])
export type Alarm = z.infer<typeof Alarm>
