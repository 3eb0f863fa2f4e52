import './cards.css'
import { useSignal } from '@preact/signals'
import type { InferResponseType } from 'hono/client'
import { formatTime } from '../../format.ts'
import { api, ask } from '../../link/api.ts'
import { now, sites } from '../../link/live.ts'
import { chosenSite } from '../../parts/chosen-site.tsx'
import { Failed } from '../../parts/failed.tsx'
import { Loading } from '../../parts/loading.tsx'
import { useResource } from '../../parts/resource.ts'
import { ShownOnce } from '../../parts/shown-once.tsx'
import { fieldWords } from '../../words/field.ts'
import { AskBefore } from './devices-ask.tsx'
import { peopleWords } from './people-words.ts'
import { type MadeToken, NewToken } from './tokens-new.tsx'

type Token = InferResponseType<typeof api.api.v1.tokens.$get, 200>[number]

/** What programs ask the station with. */
export function Tokens() {
  const { tokens: words } = peopleWords()
  const creating = useSignal(false)
  const revoked = useSignal<Token | null>(null)
  const shown = useSignal<MadeToken | null>(null)
  const told = useSignal('')
  const tokens = useResource((signal) => ask(api.api.v1.tokens.$get({}, { init: { signal } })), [])
  return (
    <section class="stack" aria-labelledby="tokens">
      <div class="heading-row">
        <h2 id="tokens">{words.title}</h2>
        <button type="button" onClick={() => (creating.value = true)}>
          {words.create}
        </button>
      </div>
      <p class="soft">{words.explained}</p>
      <p class="done" role="status">
        {told.value}
      </p>
      {tokens.error != null && <Failed error={tokens.error} retry={tokens.reload} />}
      {!tokens.value && tokens.loading && <Loading />}
      {tokens.value?.length === 0 && <p class="empty">{words.none}</p>}
      <ul class="cards">
        {tokens.value?.map((token) => (
          <TokenCard key={token.id} token={token} onRevoke={() => (revoked.value = token)} />
        ))}
      </ul>
      {creating.value && (
        <NewToken
          onClose={() => (creating.value = false)}
          onMade={(made) => {
            creating.value = false
            shown.value = made
            tokens.reload()
          }}
        />
      )}
      {shown.value && (
        <ShownOnce
          title={words.shown}
          lines={[{ label: shown.value.name, text: shown.value.token }]}
          onClose={() => (shown.value = null)}
        />
      )}
      {revoked.value && (
        <Revoke
          token={revoked.value}
          onClose={() => (revoked.value = null)}
          onDone={() => {
            revoked.value = null
            told.value = words.gone
            tokens.reload()
          }}
        />
      )}
    </section>
  )
}

function Revoke({ token, onClose, onDone }: { token: Token; onClose(): void; onDone(): void }) {
  const { tokens: words } = peopleWords()
  return (
    <AskBefore
      title={words.revokeTitle(token.name)}
      breaks={words.revokeBreaks}
      text={words.revoke}
      act={() => ask(api.api.v1.tokens[':id'].$delete({ param: { id: token.id } }))}
      onClose={onClose}
      onDone={onDone}
    />
  )
}

function TokenCard({ token, onRevoke }: { token: Token; onRevoke(): void }) {
  const { role: roleLabel, tokens: words } = peopleWords()
  const { name, role, site, createdBy, createdAt, expiresAt, lastUsedAt } = token
  const time = (at: string) => formatTime(at, chosenSite.value?.zone ?? 'UTC')
  const hasEnded = Date.parse(expiresAt) <= now.value
  return (
    <li class="panel stack">
      <h3>{name}</h3>
      <dl class="facts">
        <dt>{roleLabel}</dt>
        <dd>{fieldWords().roles[role]}</dd>
        <dt>{fieldWords().site}</dt>
        <dd>
          {site === null ? words.everySite : (sites.value?.find(({ id }) => id === site)?.name ?? site)}
        </dd>
        <dt>{words.made}</dt>
        <dd>{words.madeBy(createdBy, time(createdAt))}</dd>
        <dt>{hasEnded ? words.ended : words.ends}</dt>
        <dd>{time(expiresAt)}</dd>
        <dt>{words.lastUsed}</dt>
        <dd>{lastUsedAt === null ? words.neverUsed : time(lastUsedAt)}</dd>
      </dl>
      <div class="actions">
        <button type="button" aria-label={`${words.revoke}: ${name}`} onClick={onRevoke}>
          {words.revoke}
        </button>
      </div>
    </li>
  )
}
