import { z } from '@hono/zod-openapi'
import {
  type Act,
  type Alarm,
  AlarmKind,
  AlarmStanding,
  alarmName,
  formatInstant,
  LifeState,
  Parameter,
  Priority,
  ReadingCount,
  Transition,
  Way,
  Withholding,
} from '@jernih/domain'
import { Card } from '@jernih/guidance'
import { Moment } from './ask.ts'
import { LimitView } from './limit-view.ts'

const ActView = z.strictObject({ at: Moment, by: z.string(), note: z.string().nullable() }).openapi('Act')
const ShelvingView = z.strictObject({ ...ActView.shape, until: Moment }).openapi('Shelving')

const withholding = {
  shelving: ShelvingView.nullable(),
  suppression: z
    .strictObject({ ...Withholding.shape.suppression.unwrap().shape, since: Moment })
    .nullable()
    .openapi({ description: 'What its point is doing, where that makes the alarm meaningless' }),
  outOfService: ActView.nullable(),
}

const episode = {
  id: z.string().openapi({ description: 'One an episode' }),
  name: z.string().openapi({ example: 'cod-limit-high' }),
  site: z.string(),
  point: z.string(),
  parameter: Parameter.nullable(),
  kind: AlarmKind,
  way: Way.optional().openapi({
    description: 'Of notification-failing: the way of telling people that fails',
  }),
  /** By the states of ISA-18.2 / IEC 62682. */
  state: LifeState,
  priority: Priority,
  since: Moment,
  raisedAt: Moment,
  limit: z
    .strictObject({ value: z.number(), unit: z.string(), citation: LimitView.shape.citation })
    .nullable(),
  value: z.number().nullable(),
  peak: z.number().nullable(),
  last: z.number().nullable(),
  confirmed: z.boolean().openapi({ description: 'False while only suspect readings support it' }),
  readings: ReadingCount.nullable().openapi({
    description:
      'Since its condition began, by quality; null where it began under a version that did not count',
  }),
  acknowledgement: ActView.nullable(),
  ...withholding,
}

const active = z.strictObject({
  status: z.literal('active'),
  ...episode,
  dataLostSince: Moment.nullable().openapi({ description: 'Still in violation when the data stopped' }),
  returnedAt: Moment.nullable().openapi({
    description: 'Its condition has ended; it latches until acknowledged',
  }),
})
const cleared = z.strictObject({ status: z.literal('cleared'), ...episode, clearedAt: Moment })

/** An alarm's episode as the API tells it, its times in the site's zone. */
export const AlarmView = z
  .discriminatedUnion('status', [active.openapi('ActiveAlarm'), cleared.openapi('ClearedAlarm')])
  .openapi('Alarm')
export type AlarmView = z.infer<typeof AlarmView>

/** An alarm as it stands, with an episode or without. */
export const StandingView = z
  .strictObject({ ...AlarmStanding.shape, site: z.string(), point: z.string(), ...withholding })
  .openapi('AlarmStanding')
export type StandingView = z.infer<typeof StandingView>

export const TransitionView = z
  .strictObject({ ...Transition.shape, at: Moment, offset: z.int().min(0) })
  .openapi('Transition')
export type TransitionView = z.infer<typeof TransitionView>

const life = {
  guidance: Card.openapi('Guidance', {
    description:
      'Cause, consequence and action, and within how many minutes acting still prevents the consequence',
  }),
  transitions: z.array(TransitionView).openapi({ description: 'Every step so far, oldest first' }),
}

/** An episode with what to do about it and every step of its life. */
export const AlarmStory = z
  .discriminatedUnion('status', [
    active.extend(life).openapi('ActiveAlarmStory'),
    cleared.extend(life).openapi('ClearedAlarmStory'),
  ])
  .openapi('AlarmStory')

export function viewAlarm(alarm: Alarm, zone: string): AlarmView {
  const { acknowledgement } = alarm
  const shared = {
    name: alarmName(alarm),
    since: formatInstant(alarm.since, zone),
    raisedAt: formatInstant(alarm.raisedAt, zone),
    acknowledgement: acknowledgement && viewAct(acknowledgement, zone),
    ...viewWithholding(alarm, zone),
  }
  switch (alarm.status) {
    case 'active': {
      const { dataLostSince, returnedAt } = alarm
      return {
        ...alarm,
        ...shared,
        dataLostSince: dataLostSince === null ? null : formatInstant(dataLostSince, zone),
        returnedAt: returnedAt === null ? null : formatInstant(returnedAt, zone),
      }
    }
    case 'cleared':
      return { ...alarm, ...shared, clearedAt: formatInstant(alarm.clearedAt, zone) }
  }
}

export function viewStanding(alarm: AlarmStanding, zone: string): StandingView {
  return { ...alarm, ...viewWithholding(alarm, zone) }
}

export function viewTransition(transition: Transition, zone: string): TransitionView {
  return { ...transition, at: formatInstant(transition.at, zone) }
}

function viewWithholding({ shelving, suppression, outOfService }: Withholding, zone: string) {
  return {
    shelving: shelving && { ...viewAct(shelving, zone), until: formatInstant(shelving.until, zone) },
    suppression: suppression && { ...suppression, since: formatInstant(suppression.since, zone) },
    outOfService: outOfService && viewAct(outOfService, zone),
  }
}

function viewAct({ at, by, note }: Act, zone: string): z.infer<typeof ActView> {
  return { at: formatInstant(at, zone), by, note }
}
