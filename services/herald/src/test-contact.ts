import type { Contact, Site } from '@jernih/domain'
import type { Clock } from '@jernih/runtime'
import type { Channel, ChannelName, Outcome } from './channel.ts'
import type { Message } from './message.ts'
import { addressesOf } from './routing.ts'
import { fill, type Language, wordings } from './wording.ts'

export interface TestedWay {
  channel: ChannelName
  /** `failed`: might go another time. `refused`: will not. `not-set-up`: no setting opens this way. */
  status: 'sent' | 'failed' | 'refused' | 'not-set-up'
  /** What the other side said. */
  reason: string | null
}

const timeLimitMs = 30_000

/**
 * Sends a message that says that it is a test to somebody by each of their ways, at once and past the outbox, so that whoever sets
 * them up learns what the other side says. What fails is not tried again, and is no alarm.
 */
export async function testContact(given: {
  site: Site
  contact: Contact
  channels: readonly Channel[]
  clock: Clock
}): Promise<TestedWay[]> {
  const { site, contact, channels, clock } = given
  const at = clock.now()
  const { language } = contact
  const message = composeTest(site, contact, at)
  return Promise.all(
    addressesOf(contact).map(async ({ channel: name, address }) => {
      const channel = channels.find((one) => one.name === name)
      if (!channel) return { channel: name, status: 'not-set-up' as const, reason: null }
      const key = `test.${at}.${name}.${contact.name}`
      const delivery = { ...{ key, address, language, message }, acknowledge: null, alarm: null, rank: 0 }
      const outcome = await attempt(() => channel.send(delivery, AbortSignal.timeout(timeLimitMs)))
      const status = outcome.status === 'later' ? 'failed' : outcome.status
      return { channel: name, status, reason: 'reason' in outcome ? outcome.reason : null }
    }),
  )
}

async function attempt(send: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await send()
  } catch (error) {
    return { status: 'later', reason: error instanceof Error ? error.message : String(error) }
  }
}

function composeTest(
  site: Site,
  { name, language }: { name: string; language: Language },
  at: number,
): Message {
  const words = wordings[language]
  const title = fill(words.testTitle, { site: site.name })
  const text = fill(words.testText, { name, site: site.name })
  return { type: 'test', at, title, text: `${title}\n\n${text}`, line: title, data: { site: site.id } }
}
