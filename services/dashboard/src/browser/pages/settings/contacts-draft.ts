import type { InferRequestType } from 'hono/client'
import type { api } from '../../link/api.ts'
import type { Contact } from './contacts-link.ts'

type Put = (typeof api.api.v1.sites)[':site']['contacts']['$put']
export type AskedContact = InferRequestType<Put>['json']['contacts'][number]
type Notify = NonNullable<AskedContact['notify']>

export const ways = ['email', 'telegram', 'whatsapp', 'webhook'] as const

/** A contact as it is typed: all of it texts, empty where there is nothing. */
export interface ContactDraft {
  name: string
  role: Contact['role']
  language: Contact['language']
  phone: string
  email: string
  telegram: string
  whatsapp: string
  webhook: string
  priority: NonNullable<Notify['priority']>
  shiftFrom: string
  shiftTo: string
  quietFrom: string
  quietTo: string
  afterMinutes: string
}

export function toDraft(contact: Contact | null): ContactDraft {
  const { notify } = contact ?? {}
  return {
    name: contact?.name ?? '',
    role: contact?.role ?? 'operator',
    language: contact?.language ?? 'id',
    phone: contact?.phone ?? '',
    email: contact?.email ?? '',
    telegram: String(contact?.telegram ?? ''),
    whatsapp: contact?.whatsapp ?? '',
    webhook: contact?.webhook ?? '',
    priority: notify?.priority ?? 'low',
    shiftFrom: notify?.shift?.from ?? '',
    shiftTo: notify?.shift?.to ?? '',
    quietFrom: notify?.quiet?.from ?? '',
    quietTo: notify?.quiet?.to ?? '',
    afterMinutes: String(notify?.afterMinutes ?? ''),
  }
}

/** The contact that was typed, or the name of a field that should be a whole number and is none. The station judges the rest. */
export function readDraft(draft: ContactDraft): AskedContact | 'telegram' | 'afterMinutes' {
  for (const field of ['telegram', 'afterMinutes'] as const) {
    if (!/^(?:-?\d{1,15})?$/.test(draft[field].trim())) return field
  }
  const { name, role, language, priority, shiftFrom, shiftTo, quietFrom, quietTo } = draft
  const [phone, email, telegram, whatsapp, webhook, after] = (
    ['phone', 'email', 'telegram', 'whatsapp', 'webhook', 'afterMinutes'] as const
  ).map((field) => draft[field].trim())
  const notify: Notify = {
    ...(priority !== 'low' && { priority }),
    ...((shiftFrom || shiftTo) && { shift: { from: shiftFrom, to: shiftTo } }),
    ...((quietFrom || quietTo) && { quiet: { from: quietFrom, to: quietTo } }),
    ...(after && { afterMinutes: Number(after) }),
  }
  return {
    ...{ name: name.trim(), role, language },
    ...(phone && { phone }),
    ...(email && { email }),
    ...(telegram && { telegram: Number(telegram) }),
    ...(whatsapp && { whatsapp }),
    ...(webhook && { webhook }),
    ...(Object.keys(notify).length > 0 && { notify }),
  }
}
