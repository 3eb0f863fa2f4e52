import { fieldWords } from '../../words/field.ts'
import type { Contact } from './contacts-link.ts'
import { contactsWords } from './contacts-words.ts'

/** Of what and when a contact is told, in one line. */
export function sayNotify({ notify = {} }: Contact): string {
  const words = contactsWords()
  const { priority, shift, quiet, afterMinutes } = notify
  const least = priority && priority !== 'low' ? words.from(fieldWords().priorities[priority]) : words.all
  return [
    least,
    shift && words.shift(shift.from, shift.to),
    quiet && words.quiet(quiet.from, quiet.to),
    afterMinutes !== undefined && words.after(String(afterMinutes)),
  ]
    .filter(Boolean)
    .join(' · ')
}

/** What a way to people is called; its own name where the screen knows none. */
export function sayWay(channel: string): string {
  const { ways } = contactsWords()
  return ways[channel as keyof typeof ways] ?? channel
}

/** All that is known of a contact, in one line. */
export function sayContact(contact: Contact): string {
  const { roles } = contactsWords()
  const { name, role, email, telegram, whatsapp, webhook } = contact
  return [name, roles[role], email, telegram, whatsapp, webhook, sayNotify(contact)]
    .filter(Boolean)
    .join(' · ')
}
