import type { Contact, Instant, Site } from '@jernih/domain'
import type { ChannelName } from './channel.ts'
import { composeChannelNews } from './compose.ts'
import type { NewLetter } from './outbox-sql.ts'
import { addressesOf, rankOf } from './routing.ts'

const hourMs = 3_600_000

/**
 * What those who look after the sites are told of a channel, by the others: operators and managers, each address once. Within an hour
 * the keys are the same, so that nobody is told twice.
 */
export function writeChannelNews(news: {
  state: 'failing' | 'works'
  channel: ChannelName
  since: Instant
  reason: string
  pending: number
  at: Instant
  sites: readonly Site[]
  others: ReadonlySet<ChannelName>
}): NewLetter[] {
  const { state, channel, since, at, sites, others } = news
  const looksAfter = ({ role }: Contact) => role !== 'officer'
  const everyone = sites.flatMap(({ zone, contacts }) =>
    contacts
      .filter(looksAfter)
      .flatMap(addressesOf)
      .map((recipient) => ({ ...recipient, zone })),
  )
  const byAddress = new Map(
    everyone.map((recipient) => [`${recipient.channel} ${recipient.address}`, recipient]),
  )
  const episode = state === 'failing' ? Math.floor(at / hourMs) : since
  return [...byAddress.values()]
    .filter((recipient) => others.has(recipient.channel))
    .map(({ contact, channel: by, address, zone }) => ({
      key: `channel-${channel}-${state}-${episode}.${by}.${address}`,
      channel: by,
      recipient: contact.name,
      address,
      language: contact.language,
      ...{ site: null, alarm: null, escalation: false },
      rank: rankOf('critical'),
      ...{ madeAt: at, due: at },
      message: composeChannelNews({ ...news, zone, language: contact.language }),
    }))
}
