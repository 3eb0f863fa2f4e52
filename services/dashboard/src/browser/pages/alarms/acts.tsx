import { useSignal } from '@preact/signals'
import { useMemo } from 'preact/hooks'
import { may } from '../../link/session.ts'
import type { Alarm } from '../../link/wire.ts'
import { CopyButton } from '../../parts/copy-button.tsx'
import { Field } from '../../parts/field.tsx'
import { createDeed, type Deed } from '../../parts/resource.ts'
import { acknowledge, actOn, clear, draftOf, putBack, unshelve } from './act.ts'
import { ActFailed } from './act-failed.tsx'
import { actWords } from './act-words.ts'
import { ShelveDialog } from './shelve-dialog.tsx'
import { TakeOutDialog } from './take-out-dialog.tsx'

type Acted = Pick<Alarm, 'id' | 'site' | 'point' | 'parameter' | 'kind' | 'shelving' | 'outOfService'>

/** What whoever is signed in may do to an episode; what the role may not is not offered. */
export function EpisodeActs({ alarm, onDone }: { alarm: Alarm; onDone(): void }) {
  const deed = useMemo(createDeed, [])
  if (!may('operator')) return null
  return (
    <section class="acts stack">
      {!alarm.acknowledgement && alarm.state !== 'normal' && (
        <Acknowledge alarm={alarm} deed={deed} onDone={onDone} />
      )}
      <div class="actions">
        {alarm.status === 'active' && alarm.returnedAt !== null && alarm.acknowledgement && (
          <Act
            deed={deed}
            text={actWords().clear}
            act={() => actOn(alarm.id, () => clear(alarm.id, ''))}
            onDone={onDone}
          />
        )}
        <Withholding alarm={alarm} deed={deed} isStanding={alarm.status === 'active'} onDone={onDone} />
      </div>
      <ActFailed error={deed.error.value} />
      {alarm.acknowledgement && <Unsent id={alarm.id} />}
    </section>
  )
}

/** A note that came too late: no act bears it, but what somebody typed is not thrown away. */
function Unsent({ id }: { id: string }) {
  const words = actWords()
  const note = draftOf(`note ${id}`)
  if (note.value.trim() === '') return null
  return (
    <div class="unsent">
      <p>{words.unsent(note.value)}</p>
      <div class="actions">
        <CopyButton text={note.value} of={words.note} />
        <button type="button" onClick={() => (note.value = '')}>
          {words.drop}
        </button>
      </div>
    </div>
  )
}

/** What may be done to an alarm that is withheld and does not happen at present. */
export function StandingActs({ alarm, onDone }: { alarm: Acted; onDone(): void }) {
  const deed = useMemo(createDeed, [])
  if (!may('operator')) return null
  return (
    <section class="acts stack">
      <div class="actions">
        <Withholding alarm={alarm} deed={deed} isStanding onDone={onDone} />
      </div>
      <ActFailed error={deed.error.value} />
    </section>
  )
}

/** One tap is enough: the note may stay empty. */
function Acknowledge({ alarm, deed, onDone }: { alarm: Alarm; deed: Deed; onDone(): void }) {
  const words = actWords()
  const note = draftOf(`note ${alarm.id}`)
  const hasEnded = alarm.status === 'cleared' || alarm.returnedAt !== null
  async function submit(event: Event) {
    event.preventDefault()
    const done = await deed.run(() => actOn(alarm.id, () => acknowledge(alarm.id, note.value)))
    if (done) note.value = ''
    onDone()
  }
  return (
    <form class="acknowledge" onSubmit={submit}>
      <Field
        label={words.note}
        value={note.value}
        maxLength={1_000}
        onInput={({ currentTarget }) => (note.value = currentTarget.value)}
      />
      <button class="primary" type="submit" disabled={deed.running.value}>
        {hasEnded ? words.see : words.acknowledge}
      </button>
    </form>
  )
}

function Withholding(given: { alarm: Acted; deed: Deed; isStanding: boolean; onDone(): void }) {
  const { alarm, deed, isStanding, onDone } = given
  const { id, shelving, outOfService } = alarm
  const words = actWords()
  const opened = useSignal<'shelve' | 'take-out' | null>(null)
  const close = () => (opened.value = null)
  const done = () => {
    close()
    onDone()
  }
  const dialog = { alarm, onClose: close, onDone: done }
  return (
    <>
      {shelving ? (
        <Act deed={deed} text={words.unshelve} act={() => actOn(id, () => unshelve(id))} onDone={onDone} />
      ) : (
        isStanding &&
        !outOfService && (
          <button type="button" onClick={() => (opened.value = 'shelve')}>
            {words.shelve}
          </button>
        )
      )}
      {may('officer') &&
        (outOfService ? (
          <Act deed={deed} text={words.putBack} act={() => actOn(id, () => putBack(id))} onDone={onDone} />
        ) : (
          <button type="button" onClick={() => (opened.value = 'take-out')}>
            {words.takeOut}
          </button>
        ))}
      {opened.value === 'shelve' && <ShelveDialog {...dialog} />}
      {opened.value === 'take-out' && <TakeOutDialog {...dialog} />}
    </>
  )
}

function Act(given: { deed: Deed; text: string; act(): Promise<unknown>; onDone(): void }) {
  const { deed, text, act, onDone } = given
  const run = async () => {
    await deed.run(act)
    onDone()
  }
  return (
    <button type="button" disabled={deed.running.value} onClick={run}>
      {text}
    </button>
  )
}
