import { useSignal } from '@preact/signals'
import { useMemo } from 'preact/hooks'
import { api, ask } from '../../link/api.ts'
import { may } from '../../link/session.ts'
import { Failed } from '../../parts/failed.tsx'
import { createDeed } from '../../parts/resource.ts'
import { ways } from './contacts-draft.ts'
import type { Contact } from './contacts-link.ts'
import { sayNotify, sayWay } from './contacts-say.ts'
import { contactsWords } from './contacts-words.ts'

interface ContactCardProps {
  site: string
  contact: Contact
  onChange(): void
  onRemove(): void
}

/** Who is told, by which ways and when. */
export function ContactCard({ site, contact, onChange, onRemove }: ContactCardProps) {
  const words = contactsWords()
  const { name, role, language, phone } = contact
  const theirs = ways.filter((way) => contact[way] !== undefined)
  return (
    <li class="panel stack">
      <h3>{name}</h3>
      <p class="soft">
        {words.roles[role]} · {words.languages[language]} · {sayNotify(contact)}
      </p>
      {theirs.length === 0 && <p class="failed">{words.noWay}</p>}
      <dl class="facts">
        {theirs.map((way) => (
          <Fact key={way} label={words.ways[way]} text={String(contact[way])} />
        ))}
        {phone !== undefined && <Fact label={words.phone} text={phone} />}
      </dl>
      {may('administrator') && (
        <>
          <div class="actions">
            <button type="button" aria-label={`${words.change}: ${name}`} onClick={onChange}>
              {words.change}
            </button>
            <button type="button" aria-label={`${words.remove}: ${name}`} onClick={onRemove}>
              {words.remove}
            </button>
          </div>
          {theirs.length > 0 && <Test site={site} name={name} />}
        </>
      )}
    </li>
  )
}

function Fact({ label, text }: { label: string; text: string }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{text}</dd>
    </>
  )
}

type Outcome = keyof ReturnType<typeof contactsWords>['outcomes']

/** Sends a message marked as a test by each way, and says what the other side answered. */
function Test({ site, name }: { site: string; name: string }) {
  const words = contactsWords()
  const deed = useMemo(createDeed, [])
  const answers = useSignal<{ channel: string; status: Outcome; reason: string | null }[]>([])

  async function send() {
    answers.value = []
    await deed.run(async () => {
      const call = api.api.v1.sites[':site'].contacts.test.$post({ param: { site }, json: { name } })
      answers.value = (await ask(call)).ways
    })
  }

  return (
    <>
      <div class="actions">
        <button
          type="button"
          aria-label={`${words.test}: ${name}`}
          disabled={deed.running.value}
          onClick={send}
        >
          {deed.running.value ? words.testing : words.test}
        </button>
      </div>
      {deed.error.value != null && <Failed error={deed.error.value} />}
      <ul role="status">
        {answers.value.map(({ channel, status, reason }) => (
          <li key={channel} data-status={status}>
            <strong>{sayWay(channel)}</strong>: {words.outcomes[status]}
            {reason && ` (${reason})`}
          </li>
        ))}
      </ul>
    </>
  )
}
