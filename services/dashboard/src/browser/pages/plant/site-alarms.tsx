import { useComputed } from '@preact/signals'
import { formatAge, formatTime } from '../../format.ts'
import { alarms, now, placeOf } from '../../link/live.ts'
import type { Alarm, Site } from '../../link/wire.ts'
import { alarmTitle } from '../../parts/alarm-title.ts'
import { linkTo } from '../../route.ts'
import { fieldWords } from '../../words/field.ts'
import { language } from '../../words/language.ts'
import { words } from './words.ts'

const order = { critical: 0, high: 1, medium: 2, low: 3 } as const

/** What stands at a site, in short: the gravest and newest first. */
export function SiteAlarms({ site }: { site: Site }) {
  const { calm, activeAlarms, withheldAlarms } = words()
  const active = [...alarms.value.values()].filter(
    (alarm) => alarm.site === site.id && alarm.status === 'active',
  )
  const standing = active
    .filter((alarm) => !isWithheld(alarm))
    .sort((one, other) => order[one.priority] - order[other.priority] || other.since.localeCompare(one.since))
  const withheld = active.length - standing.length
  return (
    <section class="panel site-alarms" aria-labelledby="site-alarms-heading">
      <h2 id="site-alarms-heading">{standing.length === 0 ? calm : activeAlarms(standing.length)}</h2>
      {standing.length > 0 && (
        <ul>
          {standing.map((alarm) => (
            <AlarmLine key={alarm.id} alarm={alarm} zone={site.zone} />
          ))}
        </ul>
      )}
      {withheld > 0 && (
        <p class="withheld">
          <a href={linkTo(['alarms'], { site: site.id })}>{withheldAlarms(withheld)}</a>
        </p>
      )}
    </section>
  )
}

function AlarmLine({ alarm, zone }: { alarm: Alarm; zone: string }) {
  const { point } = placeOf(alarm)
  const { what } = alarmTitle(alarm)
  const { priorities, ago } = fieldWords()
  const { taken, noOne } = words()
  const since = Date.parse(alarm.since)
  const age = useComputed(() => formatAge(now.value - since)).value
  return (
    <li>
      <a class="alarm-short" data-priority={alarm.priority} href={linkTo(['alarms', alarm.id])}>
        <span class="priority-word">{priorities[alarm.priority]}</span>
        <b>{what}</b>
        <span class="alarm-where">
          {point?.name[language.value] ?? alarm.point} ·{' '}
          <time dateTime={alarm.since} title={formatTime(alarm.since, zone)}>
            {ago(age)}
          </time>{' '}
          · {alarm.acknowledgement ? taken(alarm.acknowledgement.by) : noOne}
        </span>
      </a>
    </li>
  )
}

function isWithheld({ shelving, suppression, outOfService }: Alarm): boolean {
  return (shelving ?? suppression ?? outOfService) !== null
}
