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
  const deed = useMemo(createDeed, [])
  const answers = useSignal<Answer[] | null>(null)
  const theirs = ways.filter((way) => contact[way] !== undefined)

  async function test() {
    answers.value = null
    await deed.run(async () => {
      const call = api.api.v1.sites[':site'].contacts.test.$post({ param: { site }, json: { name } })
      answers.value = (await ask(call)).ways
    })
  }

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
            {theirs.length > 0 && (
              <button
                type="button"
                aria-label={`${words.test}: ${name}`}
                disabled={deed.running.value}
                onClick={test}
              >
                {deed.running.value ? words.testing : words.test}
              </button>
            )}
            <button type="button" aria-label={`${words.remove}: ${name}`} onClick={onRemove}>
              {words.remove}
            </button>
          </div>
          {deed.error.value != null && <Failed error={deed.error.value} />}
          <div role="status">{answers.value && <Answers answers={answers.value} />}</div>
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

interface Answer {
  channel: string
  status: keyof ReturnType<typeof contactsWords>['outcomes']
  reason: string | null
}

/** What the other side of each way said of a test message. */
function Answers({ answers }: { answers: readonly Answer[] }) {
  const { outcomes } = contactsWords()
  return (
    <ul>
      {answers.map(({ channel, status, reason }) => (
        <li key={channel}>
          <strong>{sayWay(channel)}</strong>: {outcomes[status]}
          {reason && ` (${reason})`}
        </li>
      ))}
    </ul>
  )
}
