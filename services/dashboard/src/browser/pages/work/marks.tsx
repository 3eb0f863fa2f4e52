import { computed, useSignal } from '@preact/signals'
import type { InferRequestType, InferResponseType } from 'hono/client'
import { useMemo } from 'preact/hooks'
import { formatTime } from '../../format.ts'
import { api, ask } from '../../link/api.ts'
import { now } from '../../link/live.ts'
import { may } from '../../link/session.ts'
import type { Point, Site } from '../../link/wire.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { Failed } from '../../parts/failed.tsx'
import { Choice, Field } from '../../parts/field.tsx'
import { FormActions } from '../../parts/form-actions.tsx'
import { Loading } from '../../parts/loading.tsx'
import { createDeed, useResource } from '../../parts/resource.ts'
import { fieldWords } from '../../words/field.ts'
import { language } from '../../words/language.ts'
import { words } from './words.ts'

type Mark = (typeof api.api.v1.sites)[':site']['points'][':point']['state']['$post']
type Asked = InferRequestType<Mark>['json']
type Standing = InferResponseType<(typeof api.api.v1)['point-states']['$get'], 200>['items'][number]

/** The choices of an end, in minutes; the first is the usual one. */
const lengths = { calibration: [60, 15, 30, 120, 240], maintenance: [120, 30, 60, 240, 720] } as const

/** Asked again this often: a mark ends by itself, and devices and other people mark too. */
const refreshMs = 15_000
const round = computed(() => Math.floor(now.value / refreshMs))

/** What each point is doing, who says so and until when; an operator says something else. */
export function Marks({ site }: { site: Site }) {
  const { marks } = words()
  const marked = useSignal<Point | null>(null)
  const states = useResource(
    (signal) => ask(api.api.v1['point-states'].$get({ query: { site: site.id } }, { init: { signal } })),
    [site.id, round.value],
  )
  if (states.error && !states.value) return <Failed error={states.error} retry={states.reload} />
  if (!states.value) return <Loading />
  const { items } = states.value
  return (
    <>
      <p class="soft">{marks.explained}</p>
      <ul class="marks">
        {site.points.map((point) => {
          const standing = items.find((item) => item.point === point.id)
          return (
            <li class="panel stack" key={point.id} data-state={standing?.state}>
              <h2>{point.name[language.value]}</h2>
              {standing && <StandingLines standing={standing} zone={site.zone} />}
              {may('operator') && (
                <button
                  type="button"
                  aria-label={`${marks.change}: ${point.name[language.value]}`}
                  onClick={() => (marked.value = point)}
                >
                  {marks.change}
                </button>
              )}
            </li>
          )
        })}
      </ul>
      {marked.value && (
        <MarkDialog
          site={site}
          point={marked.value}
          state={items.find(({ point }) => point === marked.value?.id)?.state ?? 'running'}
          onClose={() => (marked.value = null)}
          onDone={() => {
            marked.value = null
            states.reload()
          }}
        />
      )}
    </>
  )
}

function StandingLines({ standing, zone }: { standing: Standing; zone: string }) {
  const { marks } = words()
  const { states } = fieldWords()
  const { state, saidBy, by, since, until, reason, device } = standing
  return (
    <>
      <p class="state">
        <strong>{states[state]}</strong>
      </p>
      <p class="soft">
        {since === null ? marks.nobodySaid : marks.since(formatTime(since, zone))}
        {saidBy === 'person' && by ? `, ${marks.byPerson(by)}` : ''}
        {saidBy === 'device' ? `, ${marks.byDevice}` : ''}
        {until ? `. ${marks.until(formatTime(until, zone))}` : ''}
      </p>
      {reason && <p class="reason">{reason}</p>}
      {saidBy === 'person' && device && <p class="soft">{marks.deviceSays(states[device.state])}</p>}
    </>
  )
}

interface MarkDialogProps {
  site: Site
  point: Point
  state: Standing['state']
  onClose(): void
  onDone(): void
}

function MarkDialog({ site, point, state: before, onClose, onDone }: MarkDialogProps) {
  const { marks } = words()
  const { states } = fieldWords()
  const deed = useMemo(createDeed, [])
  const state = useSignal<Asked['state']>(before === 'running' ? 'calibration' : 'running')
  const minutes = useSignal('')
  const reason = useSignal('')
  const timed = state.value === 'calibration' || state.value === 'maintenance' ? lengths[state.value] : null
  // It runs already: only another word can be said then.
  const options = (['running', 'calibration', 'maintenance', 'stopped'] as const)
    .filter((each) => each !== 'running' || before !== 'running')
    .map((value) => ({ value, text: states[value] }))

  async function submit(event: Event) {
    event.preventDefault()
    const done = await deed.run(() =>
      ask(
        api.api.v1.sites[':site'].points[':point'].state.$post({
          param: { site: site.id, point: point.id },
          json: asked(state.value, reason.value, timed ? Number(minutes.value || timed[0]) : 0),
        }),
      ),
    )
    if (done) onDone()
  }

  return (
    <Dialog title={marks.dialog(point.name[language.value])} onClose={onClose}>
      <form class="form" onSubmit={submit}>
        <Choice
          label={marks.doing}
          value={state.value}
          options={options}
          onChoose={(chosen) => {
            state.value = chosen
            minutes.value = ''
          }}
        />
        {timed && (
          <Choice
            label={marks.length}
            hint={marks.lengthHint}
            value={minutes.value || String(timed[0])}
            options={[...timed]
              .sort((a, b) => a - b)
              .map((each) => ({ value: String(each), text: marks.minutes(each) }))}
            onChoose={(chosen) => (minutes.value = chosen)}
          />
        )}
        <Field
          label={state.value === 'running' ? marks.reasonOptional : marks.reason}
          hint={marks.reasonHint}
          value={reason.value}
          maxLength={1_000}
          required={state.value !== 'running'}
          onInput={({ currentTarget }) => (reason.value = currentTarget.value)}
        />
        {deed.error.value != null && <Failed error={deed.error.value} />}
        <FormActions save={marks.save} running={deed.running} onCancel={onClose} />
      </form>
    </Dialog>
  )
}

function asked(state: Asked['state'], text: string, minutes: number): Asked {
  const reason = text.trim()
  switch (state) {
    case 'running':
      return reason === '' ? { state } : { state, reason }
    case 'stopped':
      return { state, reason }
    case 'calibration':
    case 'maintenance':
      return { state, reason, minutes }
  }
}
