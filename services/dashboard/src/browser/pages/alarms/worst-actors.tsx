import { alarmTitle } from '../../parts/alarm-title.ts'
import { language } from '../../words/language.ts'
import { formatShare, type Health } from './health.tsx'
import { healthWords } from './health-words.ts'

type Actor = Health['worstActors'][number]

/** The alarms that came most often, and what would make each of them fewer. */
export function WorstActors({ health }: { health: Health }) {
  const said = healthWords()
  return (
    <>
      <h3>{said.worst}</h3>
      <ol class="actors">
        {health.worstActors.map((actor) => {
          const { what, where } = alarmTitle(namedBy(actor))
          return (
            <li key={actor.alarm}>
              <strong>{what}</strong>, {where}
              <p class="soft">{said.episodes(actor.episodes, formatShare(actor.share))}</p>
              <p>{actor.advice[language.value]}</p>
            </li>
          )
        })}
      </ol>
    </>
  )
}

type Title = Parameters<typeof alarmTitle>[0]

/** What its id says: `{site}.{point}.{parameter}-{kind}`, without a parameter `{kind}`, with a way of telling `{kind}-{way}`. */
function namedBy({ alarm, kind }: Actor): Title {
  const [site = '', point = '', name = ''] = alarm.split('.')
  const place = { site, point, kind }
  if (name.startsWith(`${kind}-`)) {
    return { ...place, parameter: null, way: name.slice(kind.length + 1) as NonNullable<Title['way']> }
  }
  return { ...place, parameter: name === kind ? null : name.slice(0, -kind.length - 1) } as Title
}
