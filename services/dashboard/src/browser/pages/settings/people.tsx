import './cards.css'
import { useSignal } from '@preact/signals'
import type { InferResponseType } from 'hono/client'
import { formatTime } from '../../format.ts'
import { api, ask } from '../../link/api.ts'
import { owner, readSession } from '../../link/session.ts'
import { chosenSite } from '../../parts/chosen-site.tsx'
import { Failed } from '../../parts/failed.tsx'
import { Loading } from '../../parts/loading.tsx'
import { useResource } from '../../parts/resource.ts'
import { fieldWords } from '../../words/field.ts'
import { AskBefore } from './devices-ask.tsx'
import { ChangePerson, NewPerson } from './people-forms.tsx'
import { peopleWords } from './people-words.ts'
import { Tokens } from './tokens.tsx'

export type Person = InferResponseType<typeof api.api.v1.people.$get, 200>[number]

interface PersonDialog {
  kind: 'change' | 'remove' | 'removeFactor'
  person: Person
}

/** Who has an account here, and which programs. */
export function People() {
  const words = peopleWords()
  const creating = useSignal(false)
  const dialog = useSignal<PersonDialog | null>(null)
  const told = useSignal('')
  const people = useResource((signal) => ask(api.api.v1.people.$get({}, { init: { signal } })), [])

  const close = () => {
    creating.value = false
    dialog.value = null
  }
  const done = (sentence: string) => {
    close()
    told.value = sentence
    people.reload()
    void readSession()
  }

  return (
    <>
      <section class="stack" aria-labelledby="people">
        <div class="heading-row">
          <h2 id="people">{words.title}</h2>
          <button type="button" onClick={() => (creating.value = true)}>
            {words.create}
          </button>
        </div>
        <p class="done" role="status">
          {told.value}
        </p>
        {people.error != null && <Failed error={people.error} retry={people.reload} />}
        {!people.value && people.loading && <Loading />}
        {people.value?.length === 0 && <p class="empty">{words.none}</p>}
        <ul class="cards">
          {people.value?.map((person) => (
            <PersonCard key={person.id} person={person} onAct={(kind) => (dialog.value = { kind, person })} />
          ))}
        </ul>
        {creating.value && <NewPerson onClose={close} onDone={(name) => done(words.created(name))} />}
        {dialog.value && <OnePerson {...dialog.value} onClose={close} onDone={done} />}
      </section>
      <Tokens />
    </>
  )
}

interface OnePersonProps extends PersonDialog {
  onClose(): void
  onDone(told: string): void
}

function OnePerson({ kind, person, onClose, onDone }: OnePersonProps) {
  const { changed, remove, removeFactor } = peopleWords()
  const { id, name } = person
  if (kind === 'change')
    return <ChangePerson person={person} onClose={onClose} onDone={() => onDone(changed(name))} />
  const words = kind === 'remove' ? remove : removeFactor
  const call = kind === 'remove' ? api.api.v1.people[':id'] : api.api.v1.people[':id']['second-factor']
  return (
    <AskBefore
      title={words.title(name)}
      breaks={words.breaks}
      text={words.act}
      act={() => ask(call.$delete({ param: { id } }))}
      onClose={onClose}
      onDone={() => onDone(words.done(name))}
    />
  )
}

function PersonCard({ person, onAct }: { person: Person; onAct(kind: PersonDialog['kind']): void }) {
  const words = peopleWords()
  const isMe = owner.value?.kind === 'person' && owner.value.by === person.username
  const act = (kind: PersonDialog['kind'], text: string) => (
    <button type="button" aria-label={`${text}: ${person.name}`} onClick={() => onAct(kind)}>
      {text}
    </button>
  )
  return (
    <li class="panel stack">
      <h3>
        {person.name}
        {isMe && <span class="soft"> {words.me}</span>}
      </h3>
      <dl class="facts">
        <dt>{words.username}</dt>
        <dd>{person.username}</dd>
        <dt>{words.role}</dt>
        <dd>{fieldWords().roles[person.role]}</dd>
        <dt>{words.factor}</dt>
        <dd>{person.secondFactor ? words.on : words.off}</dd>
        <dt>{words.since}</dt>
        <dd>{formatTime(person.createdAt, chosenSite.value?.zone ?? 'UTC')}</dd>
      </dl>
      <div class="actions">
        {act('change', words.change)}
        {!isMe && person.secondFactor && act('removeFactor', words.removeFactor.open)}
        {!isMe && act('remove', words.remove.open)}
      </div>
    </li>
  )
}
