import {
  type Alarm,
  type Instant,
  type PointId,
  parameters,
  type Site,
  stationPoint,
  type Transition,
} from '@jernih/domain'
import { guidanceFor } from '@jernih/guidance'
import type { Message } from './message.ts'
import { fill, type Language, type Wording, wordings } from './wording.ts'

/** One step of an alarm as a message: value, limit with its citation, since when, and what to do, in the site's zone. */
export function composeAlarm(told: {
  site: Site
  alarm: Alarm
  transition: Transition
  language: Language
  simulated: boolean
}): Message {
  const { site, alarm, transition, language, simulated } = told
  const words = wordings[language]
  const { limit, priority } = alarm
  const show = (value: number) => quantity(value, alarm, words)
  const time = (at: Instant) => timeIn(at, site.zone, words)
  const what = nameOf(alarm, language)
  const place = `${site.points.find(({ id }) => id === alarm.point)?.name[language] ?? placeOf(alarm.point)}, ${site.name}`
  const cause = alarm.suppression ? words.suppression[alarm.suppression.cause] : ''
  const step = fill(words.step[transition.step], { by: transition.by ?? '', cause })
  // A note of nobody's is no person's own words.
  const note = transition.by === null || transition.note === null ? '' : ` “${transition.note}”`
  const value = transition.value ?? alarm.last ?? alarm.value
  const {
    [language]: { consequence, action },
    minutesToAct: minutes,
  } = guidanceFor(alarm)
  const overAt = alarm.status === 'cleared' ? alarm.clearedAt : alarm.returnedAt
  const label = `${simulated ? `${words.simulated} ` : ''}[${words.priority[priority]}]`
  const lines = [
    simulated && words.simulated,
    `${what} – ${place}`,
    `${step}${note}`,
    '',
    value !== null && fill(words.value, { value: show(value) }),
    overAt !== null && alarm.peak !== null && fill(words.peak, { peak: show(alarm.peak) }),
    limit && fill(words.limit, { limit: show(limit.value) }),
    limit && fill(words.citation, { citation: cite(limit.citation, words) }),
    fill(words.since, { since: time(alarm.since) }),
    overAt !== null && fill(words.until, { until: time(overAt) }),
    overAt === null && !alarm.confirmed && words.unconfirmed,
    overAt === null && fill(words.consequence, { consequence }),
    overAt === null && fill(words.action, { action, minutes }),
    '',
    fill(words.reference, { reference: transition.id }),
  ]
  return {
    type: `alarm.${transition.step}`,
    at: transition.at,
    title: `${label} ${what} – ${place}: ${step}`,
    text: lines.filter((line) => typeof line === 'string').join('\n'),
    line: [
      `${label} ${time(transition.at)}`,
      `${what} – ${place}${value === null ? '' : ` (${show(value)})`}: ${step}`,
    ].join(' '),
    data: { alarm, transition },
  }
}

/** Many messages as one; none of them is left out. */
export function composeDigest(letters: readonly { message: Message }[], language: Language): Message {
  const messages = letters.map(({ message }) => message)
  const title = fill(wordings[language].digest, { count: messages.length })
  const lines = messages.map(({ line }) => line)
  return {
    type: 'alarm.digest',
    at: Math.max(...messages.map(({ at }) => at)),
    title,
    text: [title, '', ...lines].join('\n'),
    line: title,
    data: messages.map(({ type, data }) => ({ type, data })),
  }
}

/** What the alarm is called. */
function nameOf({ kind, parameter, way }: Alarm, language: Language): string {
  const words = wordings[language]
  if (way !== undefined) return fill(words.wayFails, { way: words.way[way] })
  return fill(words.kind[kind], { what: parameter === null ? '' : parameters[parameter].name[language] })
}

/** Of a point that the site's file does not have. */
function placeOf(point: PointId): string {
  return point === stationPoint ? 'Jernih' : point
}

/** In the limit's unit where there is one: that of a load is not its parameter's. */
function quantity(value: number, { parameter, kind, limit }: Alarm, { locale }: Wording): string {
  const facts = parameter && parameters[parameter]
  const unit = limit?.unit ?? facts?.unit ?? (kind === 'clock-skew' ? 's' : '')
  // A small plant's load is grams.
  const decimals = kind === 'load-high' ? 3 : (facts?.decimals ?? 0)
  const rounded = `${Number(value.toFixed(decimals))}`
  const digits = locale.startsWith('id') ? rounded.replace('.', ',') : rounded
  return unit === '' ? digits : `${digits} ${unit}`
}

function cite(citation: NonNullable<Alarm['limit']>['citation'], { unverified }: Wording): string {
  const { source, clause, verified } = citation
  return `${source}${clause === undefined ? '' : `, ${clause}`}${verified ? '' : ` (${unverified})`}`
}

/** `24 Nov 2026, 09:13 WIB`; Indonesian zones have their names in every language. */
function timeIn(at: Instant, zone: string, { locale }: Wording): string {
  const { time, name } = formatsOf(zone, locale)
  const zoneName = name.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value
  return `${time.format(at)} ${zoneName ?? zone}`
}

/** Kept, since making one costs a hundred times what using it does, and a thousand alarms may be told at once. */
const formats = new Map<string, { time: Intl.DateTimeFormat; name: Intl.DateTimeFormat }>()

function formatsOf(zone: string, locale: string) {
  const key = `${zone} ${locale}`
  const known = formats.get(key)
  if (known) return known
  const made = {
    time: new Intl.DateTimeFormat(locale, {
      ...{ timeZone: zone, day: 'numeric', month: 'short', year: 'numeric' },
      ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
    }),
    name: new Intl.DateTimeFormat('id-ID', { timeZone: zone, timeZoneName: 'short' }),
  }
  formats.set(key, made)
  return made
}
