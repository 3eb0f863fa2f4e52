import { useSignal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import { Refused } from '../../link/api.ts'
import { may } from '../../link/session.ts'
import type { Site } from '../../link/wire.ts'
import { Failed } from '../../parts/failed.tsx'
import { Loading } from '../../parts/loading.tsx'
import { createDeed } from '../../parts/resource.ts'
import { ContactCard } from './contacts-card.tsx'
import type { AskedContact } from './contacts-draft.ts'
import { ContactForm } from './contacts-form.tsx'
import { type Contact, type HeldContacts, readContacts, withContact, writeContacts } from './contacts-link.ts'
import { contactsWords } from './contacts-words.ts'
import { AskBefore } from './devices-ask.tsx'

/** A site's contacts; an administrator adds, changes and removes them one at a time. */
export function ContactList({ site }: { site: Site }) {
  const words = contactsWords()
  const reading = useMemo(createDeed, [])
  const held = useSignal<HeldContacts | null>(null)
  const typed = useSignal<{ contact: Contact | null } | null>(null)
  const removed = useSignal<Contact | null>(null)
  const told = useSignal('')

  async function read(): Promise<void> {
    held.value = await readContacts(site.id)
  }
  const load = () => void reading.run(read)
  useEffect(load, [])

  async function write(change: (contacts: readonly Contact[]) => AskedContact[]): Promise<void> {
    const before = held.peek()
    if (before) held.value = await writeContacts(site.id, change(before.contacts), before.etag)
  }

  async function remove(gone: Contact): Promise<void> {
    const others = (all: readonly Contact[]) =>
      (all as AskedContact[]).filter(({ name }) => name !== gone.name)
    await write(others).catch(async (error) => {
      if (!(error instanceof Refused && error.status === 412)) throw error
      await read()
      throw new Refused(412, words.notRemoved)
    })
  }

  function begin(open: () => void) {
    told.value = ''
    open()
  }

  function finish(text: string) {
    typed.value = null
    removed.value = null
    told.value = text
  }

  const { contacts = [], masked } = held.value ?? {}
  const isAdministrator = may('administrator')
  return (
    <section class="stack" aria-labelledby="contacts-heading">
      <div class="heading-row">
        <h2 id="contacts-heading">
          {words.title}: {site.name}
        </h2>
        {isAdministrator && held.value && (
          <button
            class="primary"
            type="button"
            onClick={() => begin(() => (typed.value = { contact: null }))}
          >
            {words.add}
          </button>
        )}
      </div>
      <p class="soft">{words.explained}</p>
      {masked && <p class="soft">{words.masked}</p>}
      <p class="done" role="status">
        {told.value}
      </p>
      {reading.error.value != null && <Failed error={reading.error.value} retry={load} />}
      {reading.running.value && !held.value && <Loading />}
      {held.value && contacts.length === 0 && <p class="empty">{words.none}</p>}
      <ul class="cards">
        {contacts.map((contact) => (
          <ContactCard
            key={contact.name}
            site={site.id}
            contact={contact}
            onChange={() => begin(() => (typed.value = { contact }))}
            onRemove={() => begin(() => (removed.value = contact))}
          />
        ))}
      </ul>
      {typed.value && (
        <ContactForm
          contact={typed.value.contact}
          contacts={contacts}
          save={(contact) => write((all) => withContact(all, typed.value?.contact?.name ?? null, contact))}
          loadNewer={read}
          onClose={() => (typed.value = null)}
          onSaved={() => finish(words.saved)}
        />
      )}
      {removed.value && (
        <AskBefore
          title={words.removeTitle(removed.value.name)}
          breaks={words.removeBreaks(removed.value.name)}
          text={words.removeDo}
          act={async () => removed.value && remove(removed.value)}
          onClose={() => (removed.value = null)}
          onDone={() => finish(words.saved)}
        />
      )}
    </section>
  )
}
