import { useSignal } from '@preact/signals'
import type { InferResponseType } from 'hono/client'
import { formatTime } from '../../format.ts'
import { api, ask } from '../../link/api.ts'
import { siteOf } from '../../link/live.ts'
import { may } from '../../link/session.ts'
import { Failed } from '../../parts/failed.tsx'
import { Loading } from '../../parts/loading.tsx'
import { useResource } from '../../parts/resource.ts'
import { fieldWords } from '../../words/field.ts'
import { contactsWords } from './contacts-words.ts'
import { AskBefore } from './devices-ask.tsx'

type Subscription = InferResponseType<typeof api.api.v1.push.subscriptions.$get, 200>['items'][number]

/** The browsers that are told of alarms: one's own, and for administrators everybody's. */
export function PushSubscriptions({ zone }: { zone: string }) {
  const { push: words } = contactsWords()
  const all = may('administrator') ? 'true' : 'false'
  const removed = useSignal<Subscription | null>(null)
  const told = useSignal('')
  const read = useResource(
    (signal) => ask(api.api.v1.push.subscriptions.$get({ query: { all } }, { init: { signal } })),
    [all],
  )
  return (
    <section class="stack" aria-labelledby="push-heading">
      <h2 id="push-heading">{words.title}</h2>
      <p class="soft">{all === 'true' ? words.everybody : words.mine}</p>
      <p class="done" role="status">
        {told.value}
      </p>
      {read.error != null && <Failed error={read.error} retry={read.reload} />}
      {!read.value && read.loading && <Loading />}
      {read.value?.items.length === 0 && <p class="empty">{words.none}</p>}
      <ul class="cards">
        {read.value?.items.map((subscription) => (
          <SubscriptionCard
            key={subscription.id}
            subscription={subscription}
            zone={zone}
            onRemove={() => (removed.value = subscription)}
          />
        ))}
      </ul>
      {removed.value && (
        <AskBefore
          title={words.removeTitle(removed.value.service)}
          breaks={words.removeBreaks}
          text={words.removeDo}
          act={() =>
            ask(api.api.v1.push.subscriptions[':id'].$delete({ param: { id: removed.value?.id ?? '' } }))
          }
          onClose={() => (removed.value = null)}
          onDone={() => {
            removed.value = null
            told.value = words.gone
            read.reload()
          }}
        />
      )}
    </section>
  )
}

function SubscriptionCard(props: { subscription: Subscription; zone: string; onRemove(): void }) {
  const { subscription, zone, onRemove } = props
  const words = contactsWords()
  const { username, service, language, leastPriority, sites, createdAt } = subscription
  const least = leastPriority === 'low' ? words.all : words.from(fieldWords().priorities[leastPriority])
  const where = sites?.map((id) => siteOf(id)?.name ?? id).join(', ') ?? words.push.everySite
  return (
    <li class="panel stack">
      <h3>
        {username ?? words.push.nobody} · {service}
      </h3>
      <p class="soft">
        {[least, where, words.languages[language], words.push.since(formatTime(createdAt, zone))].join(' · ')}
      </p>
      <div class="actions">
        <button
          type="button"
          aria-label={`${words.push.remove}: ${username ?? words.push.nobody}, ${service}`}
          onClick={onRemove}
        >
          {words.push.remove}
        </button>
      </div>
    </li>
  )
}
