import { useSignal } from '@preact/signals'
import type { InferResponseType } from 'hono/client'
import { formatTime } from '../../format.ts'
import { api, ask } from '../../link/api.ts'
import { now } from '../../link/live.ts'
import { Failed } from '../../parts/failed.tsx'
import { Loading } from '../../parts/loading.tsx'
import { useRefresh } from '../../parts/refresh.ts'
import { useResource } from '../../parts/resource.ts'
import { ShownOnce } from '../../parts/shown-once.tsx'
import { type MadeClaim, NewClaim } from './claims-new.tsx'
import { AskBefore } from './devices-ask.tsx'
import { nameOf, zoneAt } from './devices-place.ts'
import { devicesWords } from './devices-words.ts'

type Claim = InferResponseType<typeof api.api.v1.claims.$get, 200>[number]

/** A device may redeem its code at any moment. */
const refreshMs = 15_000

/** The codes that devices redeem for an account, and what became of each. */
export function Claims({ onChanged }: { onChanged(): void }) {
  const { claims: words } = devicesWords()
  const creating = useSignal(false)
  const revoked = useSignal<Claim | null>(null)
  const shown = useSignal<MadeClaim | null>(null)
  const told = useSignal('')
  const claims = useResource((signal) => ask(api.api.v1.claims.$get({}, { init: { signal } })), [])
  useRefresh(claims, refreshMs)
  return (
    <section class="stack" aria-labelledby="claims-heading">
      <div class="heading-row">
        <h2 id="claims-heading">{words.title}</h2>
        <button type="button" onClick={() => (creating.value = true)}>
          {words.open}
        </button>
      </div>
      <p class="soft">{words.explained}</p>
      <p class="done" role="status">
        {told.value}
      </p>
      {shown.value && (
        <ShownOnce
          title={words.shown}
          lines={[
            { label: words.code, text: shown.value.code },
            { label: words.command, text: redeemCommand(shown.value.code) },
          ]}
          qr={shown.value.code}
          onClose={() => (shown.value = null)}
        />
      )}
      {claims.error != null && <Failed error={claims.error} retry={claims.reload} />}
      {!claims.value && claims.loading && <Loading />}
      {claims.value?.length === 0 && <p class="empty">{words.none}</p>}
      <ul class="cards">
        {claims.value?.map((claim) => (
          <ClaimCard key={claim.id} claim={claim} onRevoke={() => (revoked.value = claim)} />
        ))}
      </ul>
      {creating.value && (
        <NewClaim
          onClose={() => (creating.value = false)}
          onMade={(made) => {
            creating.value = false
            shown.value = made
            claims.reload()
          }}
        />
      )}
      {revoked.value && (
        <Revoke
          claim={revoked.value}
          onClose={() => {
            revoked.value = null
            claims.reload()
          }}
          onDone={() => {
            if (shown.value?.id === revoked.value?.id) shown.value = null
            revoked.value = null
            told.value = words.gone
            claims.reload()
            onChanged()
          }}
        />
      )}
    </section>
  )
}

function Revoke({ claim, onClose, onDone }: { claim: Claim; onClose(): void; onDone(): void }) {
  const { claims: words } = devicesWords()
  return (
    <AskBefore
      title={words.revokeTitle(nameOf(claim))}
      breaks={words.revokeBreaks}
      text={words.revokeDo}
      act={() => ask(api.api.v1.claims[':id'].$delete({ param: { id: claim.id } }))}
      onClose={onClose}
      onDone={onDone}
    />
  )
}

function ClaimCard({ claim, onRevoke }: { claim: Claim; onRevoke(): void }) {
  const { claims: words } = devicesWords()
  const place = nameOf(claim)
  const told = (at: string) => formatTime(at, zoneAt(claim))
  return (
    <li class="panel stack">
      <h3>{place}</h3>
      <p>
        <strong>{becameOf(claim, told)}</strong>
      </p>
      <p class="soft">
        {words.by(claim.createdBy, told(claim.createdAt))}
        {claim.redeemed && `. ${words.device(claim.redeemed.device)}`}
      </p>
      {!claim.redeemed?.arrived && (
        <div class="actions">
          <button type="button" aria-label={`${words.revoke}: ${place}`} onClick={onRevoke}>
            {words.revoke}
          </button>
        </div>
      )}
    </li>
  )
}

function becameOf({ redeemed, endsAt }: Claim, told: (at: string) => string): string {
  const { claims: words } = devicesWords()
  if (redeemed) return (redeemed.arrived ? words.used : words.unused)(told(redeemed.at))
  return (Date.parse(endsAt) < now.value ? words.ended : words.waiting)(told(endsAt))
}

function redeemCommand(code: string): string {
  return `curl -H 'content-type: application/json' -d '{"code":"${code}"}' ${location.origin}/api/v1/claims/redeem`
}
