import { useSignal } from '@preact/signals'
import { useMemo } from 'preact/hooks'
import { Refused } from '../../link/api.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { Failed } from '../../parts/failed.tsx'
import { createDeed } from '../../parts/resource.ts'
import { shellWords } from '../../words/shell.ts'
import { type AskedContact, type ContactDraft, readDraft, toDraft } from './contacts-draft.ts'
import { ContactFields } from './contacts-fields.tsx'
import type { Contact } from './contacts-link.ts'
import { sayContact } from './contacts-say.ts'
import { contactsWords } from './contacts-words.ts'

interface ContactFormProps {
  /** Null for a new one. */
  contact: Contact | null
  /** What is known of the site's contacts by now. */
  contacts: readonly Contact[]
  save(contact: AskedContact): Promise<unknown>
  /** Reads anew what somebody else has changed. */
  loadNewer(): Promise<unknown>
  onClose(): void
  onSaved(): void
}

/** One contact to be typed. Where somebody was faster it says so, and keeps what was typed. */
export function ContactForm({ contact, contacts, save, loadNewer, onClose, onSaved }: ContactFormProps) {
  const words = contactsWords()
  const deed = useMemo(createDeed, [])
  const loading = useMemo(createDeed, [])
  const draft = useSignal<ContactDraft>(toDraft(contact))
  const mistake = useSignal('')
  const isNewer = useSignal(false)
  const isBehind = deed.error.value instanceof Refused && deed.error.value.status === 412

  async function submit(event: Event) {
    event.preventDefault()
    const asked = readDraft(draft.value)
    mistake.value = typeof asked === 'string' ? words.form.notWhole(words.form[labelOf[asked]]) : ''
    if (typeof asked !== 'string' && (await deed.run(() => save(asked)))) onSaved()
  }

  async function load() {
    if (!(await loading.run(loadNewer))) return
    isNewer.value = true
    await deed.run(async () => {})
  }

  return (
    <Dialog title={contact ? `${words.change}: ${contact.name}` : words.add} onClose={onClose}>
      <form class="form" onSubmit={submit}>
        <ContactFields draft={draft} />
        {mistake.value && (
          <p class="failed" role="alert">
            {mistake.value}
          </p>
        )}
        {isNewer.value && !isBehind && (
          <p role="status">
            {words.loadedNewer} {contact && <Standing of={contact.name} contacts={contacts} />}
          </p>
        )}
        {isBehind && (
          <div class="failed" role="alert">
            <p>{words.changedMeanwhile}</p>
            <button type="button" disabled={loading.running.value} onClick={load}>
              {words.loadNewer}
            </button>
          </div>
        )}
        {loading.error.value != null && <Failed error={loading.error.value} />}
        {deed.error.value != null && !isBehind && <Failed error={deed.error.value} />}
        <div class="actions">
          <button class="primary" type="submit" disabled={deed.running.value || isBehind}>
            {words.save}
          </button>
          <button type="button" onClick={onClose}>
            {shellWords().cancel}
          </button>
        </div>
      </form>
    </Dialog>
  )
}

const labelOf = { telegram: 'telegram', afterMinutes: 'after' } as const

function Standing({ of, contacts }: { of: string; contacts: readonly Contact[] }) {
  const { nowReads, nowGone } = contactsWords()
  const standing = contacts.find(({ name }) => name === of)
  return <>{standing ? nowReads(sayContact(standing)) : nowGone}</>
}
