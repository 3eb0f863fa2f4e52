import { z } from '@hono/zod-openapi'
import { AlarmKind, formatInstant, type Instant, Parameter, Priority, type Site } from '@jernih/domain'
import { Moment } from './ask.ts'
import type {
  RehearsalQuestion,
  RehearsalReport,
  RehearsedEpisode,
  RehearsedLoad,
  RehearsedPair,
} from './rehearsal-port.ts'

const Count = z.int().min(0)
const Ms = z.number().min(0).openapi({ description: 'Milliseconds' })

const Load = z
  .strictObject({
    alarmCount: Count,
    perDay: z.number().min(0).openapi({ description: 'Divided among the operating positions' }),
    busiest10Minutes: z.strictObject({ count: Count, from: Moment }).nullable(),
  })
  .openapi('RehearsedLoad')

const Episode = z
  .strictObject({
    alarm: z.string().openapi({ example: 'mojokerto-batik.outlet.cod-limit-high' }),
    kind: AlarmKind,
    priority: Priority,
    since: Moment,
    raisedAt: Moment,
    endedAt: Moment.nullable().openapi({ description: 'Null where it still stands at `to`' }),
    peak: z.number().nullable(),
  })
  .openapi('RehearsedEpisode')

const Episodes = z.strictObject({ count: Count, items: z.array(Episode) })
const Pairs = z.strictObject({
  count: Count,
  items: z.array(z.strictObject({ before: Episode, after: Episode })),
})

const Violation = z.strictObject({
  parameter: Parameter,
  totalMs: Ms,
  toldBeforeMs: Ms,
  toldAfterMs: Ms,
  missedMs: Ms.openapi({ description: 'Told now, and not by the changed rules' }),
  gainedMs: Ms.openapi({ description: 'Told by the changed rules, and not now' }),
})

/** Lists hold the first hundred; the count beside each is of all. */
export const RehearsalView = z
  .strictObject({
    site: z.string(),
    point: z.string(),
    from: Moment,
    to: Moment,
    readings: Count,
    operators: z.int().min(1),
    before: Load,
    after: Load,
    added: Episodes,
    removed: Episodes,
    longer: Pairs,
    shorter: Pairs,
    unchangedCount: Count.openapi({ description: 'Episodes that stand as long as before' }),
    missedMinutes: z.number().min(0).openapi({ description: 'Of violation, over all parameters' }),
    violations: z
      .array(Violation)
      .openapi({ description: 'Of the present limits; told by an alarm of limit, repeats or mean' }),
    leftOut: z.strictObject({
      kinds: z.array(AlarmKind),
      notes: z.array(z.strictObject({ id: z.string(), en: z.string() })),
    }),
  })
  .openapi('Rehearsal')
export type RehearsalView = z.infer<typeof RehearsalView>

const dayMs = 86_400_000
const minuteMs = 60_000

/** Times in the site's zone. */
export function viewRehearsal(
  { present: site, from, to }: RehearsalQuestion,
  report: RehearsalReport,
): RehearsalView {
  const { readings, before, after, added, removed, longer, shorter, violations } = report
  const { moment, episode } = tellerOf(site)
  const operators = site.operators ?? 1
  const load = ({ raised, busiest }: RehearsedLoad) => ({
    alarmCount: raised,
    perDay: (raised * dayMs) / (to - from) / operators,
    busiest10Minutes: busiest && { count: busiest.count, from: moment(busiest.from) },
  })
  const pair = (found: RehearsedPair) => ({ before: episode(found.before), after: episode(found.after) })
  return {
    site: site.id,
    point: site.points[0]?.id ?? '',
    from: moment(from),
    to: moment(to),
    ...{ readings, operators, before: load(before), after: load(after) },
    added: { count: added.count, items: added.items.map(episode) },
    removed: { count: removed.count, items: removed.items.map(episode) },
    longer: { count: longer.count, items: longer.items.map(pair) },
    shorter: { count: shorter.count, items: shorter.items.map(pair) },
    unchangedCount: report.unchanged,
    missedMinutes: violations.reduce((sum, { missedMs }) => sum + missedMs, 0) / minuteMs,
    violations,
    leftOut,
  }
}

function tellerOf({ zone }: Site) {
  const moment = (at: Instant) => formatInstant(at, zone)
  const episode = ({ since, raisedAt, endedAt, ...rest }: RehearsedEpisode) => ({
    ...rest,
    since: moment(since),
    raisedAt: moment(raisedAt),
    endedAt: endedAt === null ? null : moment(endedAt),
  })
  return { moment, episode }
}

/** What stored readings do not tell. */
const leftOut: RehearsalView['leftOut'] = {
  kinds: ['no-data', 'device-offline', 'clock-skew', 'power-cut'],
  notes: [
    {
      id: 'Yang disimpan hanyalah pembacaan: kapan data diterima, sambungan yang putus, jam yang meleset, dan listrik padam tidak ikut diuji.',
      en: 'The store holds readings alone: when they came, lost connections, clocks that are off and power cuts are not rehearsed.',
    },
    {
      id: 'Berhenti, pemeliharaan, kalibrasi, dan tindakan orang tidak diketahui: setiap pembacaan dihitung, tidak ada alarm yang ditahan, dan alarm yang mengunci dianggap diakui begitu kondisinya selesai.',
      en: 'Stops, maintenance, calibration and what people did are not known: every reading counts, no alarm is withheld, and what latches counts as acknowledged when its condition ends.',
    },
    {
      id: 'Pembacaan yang terlambat dinilai pada tempatnya; saat itu alarm sudah melewatinya. Tanda mutu tetap seperti saat pembacaan diterima.',
      en: 'Readings that came late are judged in their place, where the watch had passed on by then. Flags stay as they were given.',
    },
    {
      id: 'Semuanya mulai baru pada `from`: alarm yang sudah berlangsung dimulai di sana, dan jendela waktu masih kosong.',
      en: 'All begins anew at `from`: what stood already begins there, and windows are empty.',
    },
  ],
}
