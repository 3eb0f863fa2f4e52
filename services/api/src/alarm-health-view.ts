import { z } from '@hono/zod-openapi'
import { AlarmKind, formatInstant, type Instant, LifeState, Priority, type Site } from '@jernih/domain'
import type { AlarmActor, AlarmHealthReport, HealthWindow } from './alarm-health-port.ts'
import { AlarmFigure, figure, priorityTargets } from './alarm-target.ts'
import { Moment } from './ask.ts'

const Ms = z.number().min(0).openapi({ description: 'Milliseconds' })
const Count = z.int().min(0)
const Share = z.number().min(0).max(1)
const Busiest = z.strictObject({ count: Count, from: Moment }).nullable()

const Actor = z
  .strictObject({
    alarm: z.string().openapi({ example: 'mojokerto-batik.outlet.cod-limit-high' }),
    kind: AlarmKind,
    episodes: Count,
    share: Share,
    chattering: Count.openapi({ description: 'Episodes that were the third within a minute' }),
    repeating: Count.openapi({ description: 'Episodes that were the third within a quarter of an hour' }),
    fleeting: Count.openapi({ description: 'Episodes over within five minutes, with nobody acting' }),
    medianActiveMs: Ms,
    longestActiveMs: Ms,
  })
  .openapi('AlarmActor')

const Advice = z
  .strictObject({
    finding: z.enum(['sensor', 'chattering', 'repeating', 'fleeting', 'stale', 'frequent', 'none']),
    longerBySeconds: z.int().nullable().openapi({ description: 'The off-delay; of `fleeting` the on-delay' }),
    id: z.string(),
    en: z.string(),
  })
  .openapi('AlarmAdvice')

/** Lists hold at most a hundred; the count beside each is of all. */
export const AlarmHealthView = z
  .strictObject({
    site: z.string(),
    from: Moment,
    to: Moment,
    now: Moment,
    operators: z.int().openapi({ description: 'Operating positions among which the alarms are divided' }),
    alarmCount: Count.openapi({ description: 'Alarms that people were told of' }),
    withheldCount: Count.openapi({ description: 'Raised while shelved, suppressed or out of service' }),
    averageAlarmRate: z.strictObject({
      per10Minutes: AlarmFigure,
      perHour: AlarmFigure,
      perDay: AlarmFigure,
    }),
    maximumAlarmRate: z.strictObject({
      per10Minutes: AlarmFigure,
      in10Minutes: Busiest,
      inHour: Busiest,
    }),
    floods: z.strictObject({
      count: Count,
      durationMs: Ms,
      share: AlarmFigure,
      items: z.array(
        z.strictObject({
          from: Moment,
          to: Moment.nullable(),
          alarmCount: Count,
          maximumPer10Minutes: Count,
        }),
      ),
    }),
    acknowledgement: z.strictObject({
      acknowledged: Count,
      unacknowledged: Count,
      medianMs: Ms.nullable(),
      p90Ms: Ms.nullable(),
      maximumUnAckMs: Ms.nullable(),
    }),
    maximumActiveStateMs: Ms.nullable(),
    priorities: z.strictObject({
      items: z.array(z.strictObject({ priority: Priority, count: Count, share: Share, target: Share })),
      source: z.string(),
      verified: z.boolean(),
    }),
    chattering: z.strictObject({ alarms: AlarmFigure, items: z.array(Actor) }),
    repeatingAlarms: Count,
    fleetingEpisodes: AlarmFigure,
    topTenShare: Share.openapi({ description: 'ISA-18.2 wants it below 5 %, of hundreds of alarms' }),
    worstActors: z.array(z.strictObject({ ...Actor.shape, advice: Advice }).openapi('WorstActor')),
    days: z.array(
      z.strictObject({ date: z.iso.date(), from: Moment, to: Moment, alarmCount: Count, floodMs: Ms }),
    ),
    current: z
      .strictObject({
        standing: AlarmFigure,
        stale: z.strictObject({
          alarms: AlarmFigure,
          items: z.array(
            z.strictObject({ episode: z.string(), state: LifeState, priority: Priority, raisedAt: Moment }),
          ),
        }),
        unacknowledged: z.strictObject({
          count: Count,
          oldest: z.strictObject({ episode: z.string(), raisedAt: Moment }).nullable(),
        }),
        shelved: AlarmFigure,
        suppressed: Count,
        outOfService: Count,
      })
      .openapi({ description: 'At `now`, whatever the window' }),
  })
  .openapi('AlarmHealth')
export type AlarmHealthView = z.infer<typeof AlarmHealthView>

const minuteMs = 60_000

/** Times in the site's zone, rates for one operating position. */
export function viewAlarmHealth(
  site: Site,
  window: HealthWindow,
  report: AlarmHealthReport,
): AlarmHealthView {
  const { from, to, now, operators } = window
  const { busiest, acknowledgement, unacknowledged, raised } = report
  const moment = (at: Instant) => formatInstant(at, site.zone)
  const per = (ms: number) => (raised * ms) / (to - from) / operators
  const share = (count: number) => (raised === 0 ? 0 : count / raised)
  const viewBusiest = (found: typeof busiest.hour) => found && { ...found, from: moment(found.from) }
  const { longestMs: maximumUnAckMs, ...acknowledged } = acknowledgement
  const { oldest } = unacknowledged
  return {
    site: site.id,
    from: moment(from),
    to: moment(to),
    now: moment(now),
    operators,
    alarmCount: raised,
    withheldCount: report.withheld,
    averageAlarmRate: {
      per10Minutes: figure('averagePer10Minutes', per(10 * minuteMs)),
      perHour: figure('averagePerHour', per(60 * minuteMs)),
      perDay: figure('averagePerDay', per(1_440 * minuteMs)),
    },
    maximumAlarmRate: {
      per10Minutes: figure('maximumPer10Minutes', (busiest.tenMinutes?.count ?? 0) / operators),
      in10Minutes: viewBusiest(busiest.tenMinutes),
      inHour: viewBusiest(busiest.hour),
    },
    floods: {
      count: report.floodCount,
      durationMs: report.floodMs,
      share: figure('floodShare', report.floodMs / (to - from)),
      items: report.floods.map((flood) => ({
        from: moment(flood.from),
        to: flood.to === null ? null : moment(flood.to),
        alarmCount: flood.raised,
        maximumPer10Minutes: flood.peak,
      })),
    },
    acknowledgement: { ...acknowledged, maximumUnAckMs },
    maximumActiveStateMs: report.longestActiveMs,
    priorities: {
      items: Priority.options.map((priority) => {
        const count = report.priorities[priority]
        return { priority, count, share: share(count), target: priorityTargets[priority] }
      }),
      source: priorityTargets.source,
      verified: priorityTargets.verified,
    },
    chattering: {
      alarms: figure('chattering', report.chatteringCount),
      items: report.chattering.map(viewActor),
    },
    repeatingAlarms: report.repeatingCount,
    fleetingEpisodes: figure('fleeting', report.fleetingCount),
    topTenShare: share(report.worst.reduce((sum, { episodes }) => sum + episodes, 0)),
    worstActors: report.worst.map((actor) => ({ ...viewActor(actor), advice: actor.advice })),
    days: report.days.map(({ date, from, to, raised, floodMs }) => {
      return { date, from: moment(from), to: moment(to), alarmCount: raised, floodMs }
    }),
    current: {
      standing: figure('standing', report.standing),
      stale: {
        alarms: figure('stale', report.staleCount),
        items: report.stale.map(({ id: episode, state, priority, raisedAt }) => {
          return { episode, state, priority, raisedAt: moment(raisedAt) }
        }),
      },
      unacknowledged: {
        count: unacknowledged.count,
        oldest: oldest && { episode: oldest.id, raisedAt: moment(oldest.raisedAt) },
      },
      shelved: figure('shelved', report.shelved),
      suppressed: report.suppressed,
      outOfService: report.outOfService,
    },
  }
}

function viewActor(actor: AlarmActor): z.infer<typeof Actor> {
  const { id: alarm, kind, episodes, share, chattering, repeating, fleeting } = actor
  const { medianActiveMs, longestActiveMs } = actor
  return { alarm, kind, episodes, share, chattering, repeating, fleeting, medianActiveMs, longestActiveMs }
}
