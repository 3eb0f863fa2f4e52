import { useComputed } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { formatAge, formatLimit, formatNumber, formatTime, formatValue, locale } from '../../format.ts'
import type { Site } from '../../link/wire.ts'
import { Age } from '../../parts/age.tsx'
import { linkTo } from '../../route.ts'
import { fieldWords } from '../../words/field.ts'
import { language } from '../../words/language.ts'
import type { Told } from './read-overview.ts'
import { countAlarms, nearestOf, oldestOf } from './site-live.ts'
import { StateMark } from './state-mark.tsx'
import { words } from './words.ts'

/** One site: what it is at, what comes nearest to its limit, and what left beyond the limits. */
export function SiteLine({ site, told }: { site: Site; told: Told | undefined }) {
  const { alarms, kgOver, nearest, oldest } = words()
  return (
    <li class="site-line" data-site={site.id} data-site-state={told?.state ?? 'unknown'}>
      <div class="who">
        <h2>
          <a href={linkTo(['sites', site.id])}>{site.name}</a>
        </h2>
        {site.address && <p class="where">{site.address}</p>}
        <StateMark state={told?.state} />
      </div>
      <dl>
        <Fact name={nearest} kind="nearest">
          <NearestFact site={site} />
        </Fact>
        <Fact name={oldest} kind="oldest">
          <OldestFact site={site} />
        </Fact>
        <Fact name={alarms} kind="alarms">
          <AlarmsFact site={site} />
        </Fact>
        <Fact name={kgOver} kind="kg">
          {told ? <KgFact of={told.kgOverToday} zone={site.zone} /> : '—'}
        </Fact>
      </dl>
    </li>
  )
}

function Fact({ name, kind, children }: { name: string; kind: string; children: ComponentChildren }) {
  return (
    <div class={`fact fact-${kind}`}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function NearestFact({ site }: { site: Site }) {
  const { noNearest, ofLimit, ofBand, beyond } = words()
  const nearest = nearestOf(site)
  if (!nearest) return <span class="soft">— {noNearest}</span>
  const { parameter, limit, reading, share } = nearest
  const percent = share.toLocaleString(locale(), {
    style: 'percent',
    maximumFractionDigits: 0,
    notation: 'compact',
  })
  const isBand = limit.low !== null && limit.high !== null
  const say = share > 1 ? beyond : isBand ? ofBand : ofLimit
  return (
    <>
      <span class="reading" data-beyond={share > 1}>
        <span class="name">{parameter.name[language.value]}</span>{' '}
        <b>{formatValue(reading.value, parameter.decimals)}</b> {parameter.unit}
      </span>
      <span class="soft">
        {formatLimit(limit)} · {fieldWords().flags[reading.flag]} · <Age of={reading} zone={site.zone} />
      </span>
      <span
        class="share"
        data-beyond={share > 1}
        style={{ '--share': Math.min(1, share) }}
        aria-hidden="true"
      />
      <span class="soft">{say(percent)}</span>
    </>
  )
}

function OldestFact({ site }: { site: Site }) {
  const { never, neverHeard } = words()
  const oldest = useComputed(() => {
    const { ageMs, neverHeard } = oldestOf(site)
    return { text: ageMs === null ? null : formatAge(ageMs), neverHeard }
  }).value
  return (
    <>
      <span class="oldest">{oldest.text === null ? never : fieldWords().ago(oldest.text)}</span>
      {oldest.neverHeard > 0 && oldest.text !== null && (
        <span class="soft">{neverHeard(oldest.neverHeard)}</span>
      )}
    </>
  )
}

function AlarmsFact({ site }: { site: Site }) {
  const { noAlarms, withheld: keptBack, unacknowledged: unseen } = words()
  const { priorities } = fieldWords()
  const { byPriority, withheld, unacknowledged } = countAlarms(site.id)
  const present = (['critical', 'high', 'medium', 'low'] as const).filter((priority) => byPriority[priority])
  return (
    <>
      {present.length === 0 && <span class="soft">{noAlarms}</span>}
      {present.length > 0 && (
        <span class="priorities">
          {present.map((priority) => (
            <a
              key={priority}
              class="priority"
              data-priority={priority}
              href={linkTo(['alarms'], { site: site.id })}
            >
              <b>{byPriority[priority]}</b> {priorities[priority]}
            </a>
          ))}
        </span>
      )}
      {unacknowledged > 0 && <span class="soft">{unseen(unacknowledged)}</span>}
      {withheld > 0 && <span class="soft">{keptBack(withheld)}</span>}
    </>
  )
}

function KgFact({ of, zone }: { of: Told['kgOverToday']; zone: string }) {
  const { atLeast, kg, late, noFlow, unmeasured } = words()
  if (!of) return <span class="soft">— {noFlow}</span>
  const { total, uncertain, unmeasuredMinutes, byParameter, since } = of
  const readings = byParameter.reduce((sum, { lateReadings }) => sum + lateReadings, 0)
  const figure = formatNumber(Number(total.toPrecision(3)))
  return (
    <>
      <span class="reading" data-beyond={total > 0} title={formatTime(since, zone)}>
        {uncertain ? atLeast(figure) : kg(figure)}
      </span>
      {unmeasuredMinutes > 0 && <span class="soft">{unmeasured(formatAge(unmeasuredMinutes * 60_000))}</span>}
      {readings > 0 && <span class="soft">{late(readings)}</span>}
    </>
  )
}
