import type { Signal } from '@preact/signals'
import { Choice, Field } from '../../parts/field.tsx'
import { fieldWords } from '../../words/field.ts'
import type { ContactDraft } from './contacts-draft.ts'
import { contactsWords } from './contacts-words.ts'

type TextKey = Exclude<keyof ContactDraft, 'role' | 'language' | 'priority'>
type Attributes = Omit<Parameters<typeof Field>[0], 'label' | 'value' | 'onInput'>

/** All that may be said of a contact. */
export function ContactFields({ draft }: { draft: Signal<ContactDraft> }) {
  const words = contactsWords()
  const { form } = words
  const { priorities } = fieldWords()
  const set = (changed: Partial<ContactDraft>) => {
    draft.value = { ...draft.peek(), ...changed }
  }
  const text = (key: TextKey, label: string, attributes: Attributes = {}) => (
    <Field
      label={label}
      autocomplete="off"
      {...attributes}
      value={draft.value[key]}
      onInput={({ currentTarget }) => set({ [key]: currentTarget.value })}
    />
  )
  return (
    <>
      {text('name', form.name, { hint: form.nameHint, required: true, maxLength: 100 })}
      <Choice
        label={form.role}
        value={draft.value.role}
        options={(['operator', 'officer', 'manager'] as const).map((value) => ({
          value,
          text: words.roles[value],
        }))}
        onChoose={(role) => set({ role })}
      />
      <Choice
        label={form.language}
        value={draft.value.language}
        options={(['id', 'en'] as const).map((value) => ({ value, text: words.languages[value] }))}
        onChoose={(language) => set({ language })}
      />
      {text('email', form.email, { type: 'email' })}
      {text('telegram', form.telegram, { hint: form.telegramHint })}
      {text('whatsapp', form.whatsapp, { type: 'tel', hint: form.whatsappHint })}
      {text('webhook', form.webhook, { type: 'url', hint: form.webhookHint })}
      {text('phone', form.phone, { type: 'tel' })}
      <Choice
        label={form.priority}
        value={draft.value.priority}
        options={(['low', 'medium', 'high', 'critical'] as const).map((value) => ({
          value,
          text: value === 'low' ? words.all : words.from(priorities[value]),
        }))}
        onChoose={(priority) => set({ priority })}
      />
      <fieldset class="hours">
        <legend>{form.shift}</legend>
        {text('shiftFrom', form.from, { type: 'time' })}
        {text('shiftTo', form.to, { type: 'time' })}
      </fieldset>
      <fieldset class="hours">
        <legend>{form.quiet}</legend>
        {text('quietFrom', form.from, { type: 'time' })}
        {text('quietTo', form.to, { type: 'time' })}
        <p class="hint">{form.quietHint}</p>
      </fieldset>
      {text('afterMinutes', form.after, { inputMode: 'numeric' })}
    </>
  )
}
