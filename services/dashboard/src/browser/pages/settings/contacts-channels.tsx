import type { InferResponseType } from 'hono/client'
import { formatNumber, formatTime } from '../../format.ts'
import { api, ask } from '../../link/api.ts'
import { Failed } from '../../parts/failed.tsx'
import { Loading } from '../../parts/loading.tsx'
import { useRefresh } from '../../parts/refresh.ts'
import { useResource } from '../../parts/resource.ts'
import { sayWay } from './contacts-say.ts'
import { contactsWords } from './contacts-words.ts'

type Channel = InferResponseType<typeof api.api.v1.channels.$get, 200>['items'][number]

const refreshMs = 15_000

/** How each way to people does, by the clocks of `zone`. */
export function Channels({ zone }: { zone: string }) {
  const { channels: words } = contactsWords()
  const channels = useResource((signal) => ask(api.api.v1.channels.$get({}, { init: { signal } })), [])
  useRefresh(channels, refreshMs)
  return (
    <section class="stack" aria-labelledby="channels-heading">
      <h2 id="channels-heading">{words.title}</h2>
      {channels.error != null && <Failed error={channels.error} retry={channels.reload} />}
      {/* What could not be read anew is not told as the present state. */}
      {channels.error == null && !channels.value && <Loading />}
      <ul class="cards">
        {channels.error == null &&
          channels.value?.items.map((channel) => (
            <ChannelCard key={channel.channel} channel={channel} zone={zone} />
          ))}
      </ul>
    </section>
  )
}

function ChannelCard({ channel, zone }: { channel: Channel; zone: string }) {
  const { channels: words } = contactsWords()
  const { failing, lastError, pending, oldest, failed, expired } = channel
  const counts = [
    pending > 0 && words.pending(formatNumber(pending)),
    oldest && words.oldest(formatTime(oldest, zone)),
    failed > 0 && words.failed(formatNumber(failed)),
    expired > 0 && words.expired(formatNumber(expired)),
  ].filter(Boolean)
  return (
    <li class="panel stack">
      <h3>{sayWay(channel.channel)}</h3>
      {failing ? (
        <p class="failed">{words.failing(formatTime(failing.since, zone), failing.reason)}</p>
      ) : (
        <p>{words.works}</p>
      )}
      {counts.length > 0 && <p>{counts.join(' · ')}</p>}
      {lastError && <p class="soft">{words.lastError(formatTime(lastError.at, zone), lastError.reason)}</p>}
    </li>
  )
}
