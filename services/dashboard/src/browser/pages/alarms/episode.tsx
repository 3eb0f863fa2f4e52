import { useSignalEffect } from '@preact/signals'
import type { InferResponseType } from 'hono/client'
import { lazy } from 'preact/compat'
import { useRef } from 'preact/hooks'
import { formatTime } from '../../format.ts'
import { api, ask, Refused } from '../../link/api.ts'
import { alarms, lastTransition } from '../../link/live.ts'
import type { Alarm } from '../../link/wire.ts'
import { alarmTitle, alarmZone } from '../../parts/alarm-title.ts'
import { Failed } from '../../parts/failed.tsx'
import { Later } from '../../parts/later.tsx'
import { Loading } from '../../parts/loading.tsx'
import { useResource } from '../../parts/resource.ts'
import { alarmWords } from '../../words/alarm.ts'
import { language } from '../../words/language.ts'
import { EpisodeActs } from './acts.tsx'
import { Figures } from './figures.tsx'
import { PriorityMark, StateShape } from './state-shape.tsx'
import { words } from './words.ts'

export type Story = InferResponseType<(typeof api.api.v1.alarms)[':id']['$get'], 200>

const EpisodeChart = lazy(async () => (await import('./episode-chart.tsx')).EpisodeChart)

/** All that is known of one episode: what happens, what to do, what can be done here, and how it came. */
export function Episode({ id }: { id: string }) {
  const story = useResource(
    (signal) => ask(api.api.v1.alarms[':id'].$get({ param: { id } }, { init: { signal } })),
    [id],
  )
  const seen = useRef(lastTransition.peek())
  useSignalEffect(() => {
    const told = lastTransition.value
    if (told === seen.current) return
    seen.current = told
    if (told?.alarm.id === id) story.reload()
  })
  if (!story.value) {
    if (story.error instanceof Refused && story.error.status === 404) {
      return <p class="empty">{words().noAlarm}</p>
    }
    return story.error ? <Failed error={story.error} retry={story.reload} /> : <Loading />
  }
  const alarm: Alarm = alarms.value.get(id) ?? story.value
  const { what, where } = alarmTitle(alarm)
  return (
    <article class="episode stack" data-priority={alarm.priority} data-state={alarm.state} aria-label={what}>
      {story.error != null && <Failed error={story.error} retry={story.reload} />}
      <header class="panel stack episode-head">
        <span class="marks-row">
          <StateShape state={alarm.state} />
          <PriorityMark priority={alarm.priority} />
        </span>
        <h2>{what}</h2>
        <p>{where}</p>
        <Figures alarm={alarm} />
        {standing(alarm).map((line) => (
          <p class="alarm-mark" key={line}>
            {line}
          </p>
        ))}
        <EpisodeActs key={id} alarm={alarm} onDone={story.reload} />
      </header>
      <ActionCard guidance={story.value.guidance} />
      {alarm.parameter !== null && (
        <Later>
          <EpisodeChart alarm={alarm} />
        </Later>
      )}
      <Steps story={story.value} />
    </article>
  )
}

/** Why it stands, why it is kept from people, and how sure it is. */
function standing(alarm: Alarm): string[] {
  const said = words()
  const zone = alarmZone(alarm)
  const time = (at: string) => formatTime(at, zone)
  const { acknowledgement, shelving, suppression, outOfService, readings, confirmed } = alarm
  const lines: (string | null)[] = [
    alarm.status === 'active' && alarm.dataLostSince ? said.dataLost(time(alarm.dataLostSince)) : null,
    alarm.status === 'active' && alarm.returnedAt ? said.latched(time(alarm.returnedAt)) : null,
    alarm.status === 'cleared'
      ? (alarm.acknowledgement ? said.over : said.returned)(time(alarm.clearedAt))
      : null,
    acknowledgement &&
      said.because(said.acknowledged(acknowledgement.by, time(acknowledgement.at)), acknowledgement.note),
    shelving && said.because(said.shelved(time(shelving.until), shelving.by), shelving.note),
    suppression && said.suppressed(alarmWords().causes[suppression.cause]),
    outOfService &&
      said.because(said.outOfService(outOfService.by, time(outOfService.at)), outOfService.note),
    confirmed ? said.confirmed : said.unconfirmed,
    readings && said.readings(readings.good, readings.suspect, readings.failed),
  ]
  return lines.filter((line) => line !== null)
}

/** The alarm response procedure, in plain words. */
function ActionCard({ guidance }: { guidance: Story['guidance'] }) {
  const said = words()
  const { action, cause, consequence } = guidance[language.value]
  return (
    <section class="panel stack action-card">
      <h3>{said.whatToDo}</h3>
      <p class="action">
        <strong>{said.within(guidance.minutesToAct)}:</strong> {action}
      </p>
      <dl>
        <dt>{said.cause}</dt>
        <dd>{cause}</dd>
        <dt>{said.consequence}</dt>
        <dd>{consequence}</dd>
      </dl>
    </section>
  )
}

/** Every step of its life, oldest first. */
function Steps({ story }: { story: Story }) {
  const said = words()
  const zone = alarmZone(story)
  return (
    <section class="panel stack">
      <h3>{said.story}</h3>
      <ol class="steps">
        {story.transitions.map(({ id, at, step, by, note }) => (
          <li key={id}>
            <time dateTime={at}>{formatTime(at, zone)}</time>
            <span>
              {said.steps[step]}
              {by && ` ${said.by(by)}`}
              {note && `: ${note}`}
            </span>
          </li>
        ))}
      </ol>
    </section>
  )
}
