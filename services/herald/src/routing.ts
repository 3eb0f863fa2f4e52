import type { Alarm, Contact, Hours, Instant, Priority, Site, SiteId, Transition } from '@jernih/domain'
import type { ChannelName } from './channel.ts'

/** What says when somebody is told. */
type Told = Pick<Contact, 'name' | 'language' | 'notify'>

/** Somebody, by one channel. */
export interface Recipient {
  contact: Told
  channel: ChannelName
  address: string
}

/** A browser that is told of alarms. */
export interface Subscriber {
  id: string
  language: Contact['language']
  leastPriority: Priority
  /** Null: every site. */
  sites: readonly SiteId[] | null
}

/** `onDuty` is true of all where nobody is. */
export type Routed = Recipient & { onDuty: boolean }

const ranks: Readonly<Record<Priority, number>> = { low: 0, medium: 1, high: 2, critical: 3 }

export function rankOf(priority: Priority): number {
  return ranks[priority]
}

/** Whom the site's alarms of this priority concern at `at`, by the channels that there are. */
export function route(asked: {
  site: Site
  priority: Priority
  at: Instant
  channels: ReadonlySet<ChannelName>
  /** Browsers of people with an account, whom nothing of contacts concerns. */
  subscribers?: readonly Subscriber[]
}): Routed[] {
  const { site, priority, at, channels, subscribers = [] } = asked
  const concerned = site.contacts.filter(
    ({ notify }) => rankOf(priority) >= rankOf(notify?.priority ?? 'low'),
  )
  const time = timeOfDay(at, site.zone)
  const isOnDuty = ({ notify }: Told) => !notify?.shift || isWithin(notify.shift, time)
  const isAnybody = concerned.some(isOnDuty)
  const contacts = concerned
    .flatMap(addressesOf)
    .map((recipient) => ({ ...recipient, onDuty: isOnDuty(recipient.contact) || !isAnybody }))
  const browsers = subscribers
    .filter(({ sites }) => sites === null || sites.includes(site.id))
    .filter(({ leastPriority }) => rankOf(priority) >= rankOf(leastPriority))
    .map(({ id, language }) => {
      const contact = { name: id, language }
      return { contact, channel: 'push' as const, address: id, onDuty: true }
    })
  return [...contacts, ...browsers].filter(({ channel }) => channels.has(channel))
}

export function addressesOf(contact: Contact): Recipient[] {
  const { email, telegram, whatsapp, webhook } = contact
  return [
    ...(email === undefined ? [] : [{ contact, channel: 'email' as const, address: email }]),
    ...(telegram === undefined ? [] : [{ contact, channel: 'telegram' as const, address: `${telegram}` }]),
    ...(whatsapp === undefined ? [] : [{ contact, channel: 'whatsapp' as const, address: whatsapp }]),
    ...(webhook === undefined ? [] : [{ contact, channel: 'webhook' as const, address: webhook }]),
  ]
}

/** When they may be told of what happened at `at`: at once, or at the end of their quiet hours. */
export function dueAt(
  { notify }: Told,
  priority: Priority,
  { at, zone }: { at: Instant; zone: string },
): Instant {
  const isWarning = rankOf(priority) < rankOf('high')
  if (!notify?.quiet || !isWarning || !isWithin(notify.quiet, timeOfDay(at, zone))) return at
  const now = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone)
  const today = now.withPlainTime(Temporal.PlainTime.from(notify.quiet.to))
  const end = Temporal.ZonedDateTime.compare(today, now) > 0 ? today : today.add({ days: 1 })
  return end.epochMilliseconds
}

const withheldStates: ReadonlySet<string> = new Set(['shelved', 'suppressed-by-design', 'out-of-service'])
const withholdingSteps: ReadonlySet<string> = new Set(['shelved', 'suppressed', 'out-of-service'])

/** Whether people are told of it: what happens while an alarm is withheld from them is not, that it is withheld is. */
export function isTold(alarm: Alarm, { step }: Transition): boolean {
  return withholdingSteps.has(step) || !withheldStates.has(alarm.state)
}

function isWithin({ from, to }: Hours, time: string): boolean {
  return from < to ? time >= from && time < to : time >= from || time < to
}

function timeOfDay(at: Instant, zone: string): string {
  const { hour, minute } = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone)
  return `${`${hour}`.padStart(2, '0')}:${`${minute}`.padStart(2, '0')}`
}
