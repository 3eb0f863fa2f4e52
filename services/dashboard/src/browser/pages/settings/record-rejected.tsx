import type { InferResponseType } from 'hono/client'
import { formatTime } from '../../format.ts'
import { api, ask } from '../../link/api.ts'
import { siteOf } from '../../link/live.ts'
import { chosenSite } from '../../parts/chosen-site.tsx'
import { Pages } from './record-pages.tsx'
import { recordWords } from './record-words.ts'

type Message = InferResponseType<typeof api.api.v1.rejected.$get, 200>['items'][number]

/** Messages with something refused in them, as they came, with the reason. */
export function Rejected() {
  const { rejected: words } = recordWords()
  return (
    <section class="panel stack" aria-labelledby="rejected-heading">
      <h2 id="rejected-heading">{words.title}</h2>
      <p class="soft">{words.explained}</p>
      <Pages
        none={words.none}
        read={(cursor) =>
          ask(api.api.v1.rejected.$get({ query: { limit: '20', ...(cursor && { cursor }) } }))
        }
      >
        {(items) => (
          <ul class="messages">
            {items.map((message) => (
              <MessageItem key={message.offset} message={message} />
            ))}
          </ul>
        )}
      </Pages>
    </section>
  )
}

function MessageItem({ message }: { message: Message }) {
  const { rejected: words } = recordWords()
  const { receivedAt, sender, topic, refusals, payload, encoding } = message
  // `ipal/{site}/…`, where it says so.
  const zone = (siteOf(topic.split('/')[1] ?? '') ?? chosenSite.value)?.zone ?? 'UTC'
  return (
    <li class="stack">
      <p>
        <strong>{formatTime(receivedAt, zone)}</strong> <code>{topic}</code>{' '}
        <span class="soft">{sender === null ? words.nobody : words.from(sender)}</span>
      </p>
      <ul>
        {refusals.map(({ path, reason }) => (
          <li key={`${path} ${reason}`}>
            {path ? <code>{path}</code> : words.whole}: {reason}
          </li>
        ))}
      </ul>
      <details>
        <summary>{encoding === 'utf-8' ? words.payload : words.binary}</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: whatever scrolls must be reachable */}
        <pre class="payload" tabIndex={0}>
          {payload || words.empty}
        </pre>
      </details>
    </li>
  )
}
