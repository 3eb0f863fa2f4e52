import './health.css'
import { useSignal } from '@preact/signals'
import type { InferResponseType } from 'hono/client'
import { formatAge, formatNumber } from '../../format.ts'
import { api, ask } from '../../link/api.ts'
import { chosenSite } from '../../parts/chosen-site.tsx'
import { Failed } from '../../parts/failed.tsx'
import { Loading } from '../../parts/loading.tsx'
import { useResource } from '../../parts/resource.ts'
import { fieldWords } from '../../words/field.ts'
import { healthWords } from './health-words.ts'
import { WorstActors } from './worst-actors.tsx'

export type Health = InferResponseType<(typeof api.api.v1)['alarm-health']['$get'], 200>
type Figure = Health['current']['standing']

/** Beside the list there is room for it; on a phone it is a tap away. */
const isWide = matchMedia('(min-width: 1000px)').matches

/** How well the alarms serve the people of the chosen site: asked for only where somebody looks. */
export function AlarmHealth() {
  const isOpen = useSignal(isWide)
  return (
    <details
      class="panel health"
      open={isOpen.value}
      onToggle={({ currentTarget }) => (isOpen.value = currentTarget.open)}
    >
      <summary>
        <h2>{healthWords().title}</h2>
      </summary>
      {isOpen.value && <LastDay />}
    </details>
  )
}

function LastDay() {
  const said = healthWords()
  const site = chosenSite.value
  const read = useResource(
    async (signal) =>
      site ? ask(api.api.v1['alarm-health'].$get({ query: { site: site.id } }, { init: { signal } })) : null,
    [site?.id],
  )
  const health = read.value
  return (
    <div class="stack">
      {read.error != null && <Failed error={read.error} retry={read.reload} />}
      {!health && read.loading && <Loading />}
      {site && health?.site === site.id && (
        <>
          <p class="soft">{said.lastDay(site.name)}</p>
          {health.alarmCount === 0 && <p>{said.none}</p>}
          <Figures health={health} />
          {health.acknowledgement.medianMs !== null && health.acknowledgement.maximumUnAckMs !== null && (
            <p>
              {said.acknowledgedIn(
                formatAge(health.acknowledgement.medianMs),
                formatAge(health.acknowledgement.maximumUnAckMs),
              )}
            </p>
          )}
          {health.worstActors.length > 0 && <WorstActors health={health} />}
          <p class="soft">{said.source(sources(health))}</p>
        </>
      )}
    </div>
  )
}

function figuresOf(health: Health) {
  return {
    perHour: health.averageAlarmRate.perHour,
    perDay: health.averageAlarmRate.perDay,
    most: health.maximumAlarmRate.per10Minutes,
    floods: health.floods.share,
    chattering: health.chattering.alarms,
    fleeting: health.fleetingEpisodes,
    standing: health.current.standing,
    stale: health.current.stale.alarms,
    shelved: health.current.shelved,
  }
}

function Figures({ health }: { health: Health }) {
  const said = healthWords()
  const rows = Object.entries(figuresOf(health)) as [keyof typeof said.figures, Figure][]
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{said.figure}</th>
          <th scope="col" class="number">
            {said.value}
          </th>
          <th scope="col">{said.target}</th>
          <th scope="col">{said.verdict}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, { value, rating, target }]) => {
          const write = name === 'floods' ? formatShare : formatRounded
          return (
            <tr key={name} data-rating={rating}>
              <th scope="row">{said.figures[name]}</th>
              <td class="number">{write(value)}</td>
              <td>{`${fieldWords().atMost} ${write(target.good)}`}</td>
              <td class="rating">{said.ratings[rating]}</td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

function sources(health: Health): string {
  return [...new Set(Object.values(figuresOf(health)).map(({ target }) => target.source))].join('; ')
}

/** One decimal: a rate means no more. */
function formatRounded(value: number): string {
  return formatNumber(Math.round(value * 10) / 10)
}

export function formatShare(share: number): string {
  return `${formatRounded(share * 100)}\u00a0%`
}
