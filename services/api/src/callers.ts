import type { Role, SiteId } from '@jernih/domain'
import type { TokensPort } from './ports.ts'
import type { Sessions } from './sessions.ts'

/** Who somebody is, as it stands in the journal's acts and the audit log, and what they may. */
export interface Identity {
  by: string
  role: Role
  /** The id of the account; null for the admin token and for programs. */
  person: string | null
}

export interface Caller extends Identity {
  /** Null: every site. */
  site: SiteId | null
  /** Null for a bearer token. */
  session: string | null
  /** Whether the credential is still good; asking prolongs a session. */
  stands(): boolean
}

/** Whoever has the admin token, or its one-time link. */
export const admin: Identity = { by: 'admin', role: 'administrator', person: null }

export function byToken(secret: string, sessions: Sessions, tokens: TokensPort): Caller | null {
  if (sessions.isAdminToken(secret)) return { ...admin, site: null, session: null, stands: () => true }
  const token = tokens.find(secret)
  if (!token) return null
  const { id, name, role, site } = token
  return { by: `token:${name}`, role, person: null, site, session: null, stands: () => tokens.stands(id) }
}

export function bySession(session: string, sessions: Sessions): Caller | null {
  const identity = sessions.use(session)
  if (!identity) return null
  return { ...identity, site: null, session, stands: () => sessions.use(session) !== null }
}
