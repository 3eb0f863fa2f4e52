import type { InferResponseType } from 'hono/client'
import { api, ask, Refused } from '../../link/api.ts'
import type { AskedContact } from './contacts-draft.ts'

const contactsOf = api.api.v1.sites[':site'].contacts

export type Contact = InferResponseType<(typeof contactsOf)['$get'], 200>['contacts'][number]

/** A site's contacts as its file had them, and by what to know whether it has changed since. */
export interface HeldContacts {
  contacts: Contact[]
  masked: boolean
  etag: string
}

export function readContacts(site: string, signal?: AbortSignal): Promise<HeldContacts> {
  const init = signal ? { signal } : {}
  return withTag((keep) => ask(contactsOf.$get({ param: { site } }, { init }).then(keep)))
}

/** Throws `Refused` with 412 where somebody has changed them since `etag`. Whoever is not changed here must be as it was read. */
export function writeContacts(site: string, contacts: AskedContact[], etag: string): Promise<HeldContacts> {
  const asked = { param: { site }, header: { 'if-match': etag }, json: { contacts } }
  return withTag((keep) => ask(contactsOf.$put(asked).then(keep))).catch((error) => {
    // The place in the list says nothing to whoever typed one of them.
    if (error instanceof Refused) {
      for (const mistake of error.mistakes) mistake.path = mistake.path.replace(/^json\.contacts\.\d+\./, '')
    }
    throw error
  })
}

async function withTag<Body>(
  call: (keep: <Answer extends { headers: Headers }>(answer: Answer) => Answer) => Promise<Body>,
): Promise<Body & { etag: string }> {
  let etag = ''
  const body = await call((answer) => {
    etag = answer.headers.get('etag') ?? ''
    return answer
  })
  return { ...body, etag }
}

/** The list with this contact in the place of the one of that name, or at its end. */
export function withContact(
  contacts: readonly Contact[],
  name: string | null,
  contact: AskedContact,
): AskedContact[] {
  const known = contacts as AskedContact[]
  if (!known.some((each) => each.name === name)) return [...known, contact]
  return known.map((each) => (each.name === name ? contact : each))
}
