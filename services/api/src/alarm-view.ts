import { z } from '@hono/zod-openapi'
import {
  type Act,
  type Alarm,
  AlarmKind,
  alarmName,
  formatInstant,
  Parameter,
  Priority,
  Transition,
} from '@jernih/domain'
import { Moment } from './ask.ts'
import { LimitView } from './limit-view.ts'

const ActView = z.strictObject({ at: Moment, by: z.string(), note: z.string().nullable() }).openapi('Act')
const ShelvingView = z.strictObject({ ...ActView.shape, until: Moment }).openapi('Shelving')

const episode = {
  id: z.string().openapi({ description: 'One an episode' }),
  name: z.string().openapi({ example: 'cod-limit-high' }),
  site: z.string(),
  point: z.string(),
  parameter: Parameter.nullable(),
  kind: AlarmKind,
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
  acknowledgement: ActView.nullable(),
  shelving: ShelvingView.nullable(),
}

const active = z.strictObject({
  status: z.literal('active'),
  ...episode,
  dataLostSince: Moment.nullable().openapi({ description: 'Still in violation when the data stopped' }),
})
const cleared = z.strictObject({ status: z.literal('cleared'), ...episode, clearedAt: Moment })

/** An alarm's episode as the API tells it, its times in the site's zone. */
export const AlarmView = z
  .discriminatedUnion('status', [active.openapi('ActiveAlarm'), cleared.openapi('ClearedAlarm')])
  .openapi('Alarm')
export type AlarmView = z.infer<typeof AlarmView>

export const TransitionView = z
  .strictObject({ ...Transition.shape, at: Moment, offset: z.int().min(0) })
  .openapi('Transition')
export type TransitionView = z.infer<typeof TransitionView>

const life = {
  transitions: z.array(TransitionView).openapi({ description: 'Every step so far, oldest first' }),
}

/** An episode with every step of its life. */
export const AlarmStory = z
  .discriminatedUnion('status', [
    active.extend(life).openapi('ActiveAlarmStory'),
    cleared.extend(life).openapi('ClearedAlarmStory'),
  ])
  .openapi('AlarmStory')

export function viewAlarm(alarm: Alarm, zone: string): AlarmView {
  const { acknowledgement, shelving } = alarm
  const shared = {
    name: alarmName(alarm),
    since: formatInstant(alarm.since, zone),
    raisedAt: formatInstant(alarm.raisedAt, zone),
    acknowledgement: acknowledgement && viewAct(acknowledgement, zone),
    shelving: shelving && { ...viewAct(shelving, zone), until: formatInstant(shelving.until, zone) },
  }
  switch (alarm.status) {
    case 'active': {
      const { dataLostSince } = alarm
      return {
        ...alarm,
        ...shared,
        dataLostSince: dataLostSince === null ? null : formatInstant(dataLostSince, zone),
      }
    }
    case 'cleared':
      return { ...alarm, ...shared, clearedAt: formatInstant(alarm.clearedAt, zone) }
  }
}

export function viewTransition(transition: Transition, zone: string): TransitionView {
  return { ...transition, at: formatInstant(transition.at, zone) }
}

function viewAct({ at, by, note }: Act, zone: string): z.infer<typeof ActView> {
  return { at: formatInstant(at, zone), by, note }
}
