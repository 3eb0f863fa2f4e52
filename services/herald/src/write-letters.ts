import type { Alarm, Instant, Site, Transition } from '@jernih/domain'
import type { ChannelName } from './channel.ts'
import { composeAlarm } from './compose.ts'
import type { Message } from './message.ts'
import type { NewLetter } from './outbox-sql.ts'
import { dueAt, isTold, rankOf, route, type Subscriber } from './routing.ts'
import type { Language } from './wording.ts'

const minuteMs = 60_000

/**
 * The letters of one transition at `at`, the time by the journal: `letters` for whoever is told of it in any case; `following` only for
 * whoever was told of the episode before.
 */
export function writeLetters(given: {
  site: Site
  alarm: Alarm
  transition: Transition
  channels: ReadonlySet<ChannelName>
  subscribers?: readonly Subscriber[]
  at: Instant
  /** What is told was made up by a virtual plant. */
  simulated: boolean
}): { letters: NewLetter[]; following: NewLetter[] } {
  const { site, alarm, transition, channels, subscribers = [], at, simulated } = given
  const letters: NewLetter[] = []
  const following: NewLetter[] = []
  if (!isTold(alarm, transition)) return { letters, following }
  const begins = comesUp(alarm, transition)
  const isHeldBack = staysBehindCause(alarm, transition)
  const messages = new Map<Language, Message>()

  for (const { contact, channel, address, onDuty } of route({
    site,
    priority: alarm.priority,
    at,
    channels,
    subscribers,
  })) {
    const { language, notify } = contact
    if (begins && !onDuty) continue
    const message = messages.get(language) ?? composeAlarm({ site, alarm, transition, language, simulated })
    messages.set(language, message)
    const afterMs = (notify?.afterMinutes ?? 0) * minuteMs
    const escalates = afterMs > 0
    const dueFrom = begins ? at + afterMs : at
    const goesTo = begins || (onDuty && !escalates && !isHeldBack) ? letters : following
    goesTo.push({
      key: `${transition.id}.${channel}.${contact.name}`,
      recipient: contact.name,
      ...{ channel, address, language, message },
      site: site.id,
      alarm: alarm.id,
      rank: rankOf(alarm.priority),
      escalation: escalates && begins,
      madeAt: at,
      due: dueAt(contact, alarm.priority, { at: dueFrom, zone: site.zone }),
    })
  }
  return { letters, following }
}

const returns: ReadonlySet<string> = new Set(['unshelved', 'unsuppressed', 'returned-to-service'])

/** Whether it begins here for people: it is raised, or comes back to them while nobody has seen to it. */
function comesUp({ status, acknowledgement }: Alarm, { step }: Transition): boolean {
  return step === 'raised' || (returns.has(step) && status === 'active' && acknowledgement === null)
}

/** Whether a cause holds it back, or held it back to its end: news for those alone who were told of it before. */
function staysBehindCause({ suppression }: Alarm, { step }: Transition): boolean {
  return step === 'suppressed' || (step === 'cleared' && suppression !== null)
}
