import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Instant } from '@jernih/domain'
import type { Clock } from '@jernih/runtime'
import type { Identity } from './callers.ts'

/** A session ends this long after its last use. */
const idleMs = 12 * 3_600_000
/** And this long after its beginning, used or not: a cookie that was stolen is no key for ever. */
const longestMs = 30 * 86_400_000
/** More than this, of all or of one person, and the one of them that is longest unused ends. */
const mostSessions = { ofAll: 1_000, ofOne: 50 }

/** A code for one sign-in without the token, until `expiresAt`: what the station prints as a link at its start. */
export interface SignInCode {
  code: string
  expiresAt: Instant
}

/** Sessions of the screen: 256 random bits each, held in memory, so that a restart signs everyone out. */
export interface Sessions {
  isAdminToken(token: string): boolean
  /** Spends the sign-in code; false where it is wrong, spent or too old. */
  spend(code: string): boolean
  open(who: Identity): string
  /** Whose it is, which prolongs it; null where it has ended. */
  use(id: string): Identity | null
  end(id: string): void
  /** Ends all of this person's sessions. */
  endAllOf(person: string): void
  /** How often that was done: a sign-in under way lets nobody in where it was done meanwhile. */
  endings(person: string): number
}

export function createSessions(options: {
  adminToken: string
  signInCode: SignInCode | null
  clock: Clock
}): Sessions {
  const { adminToken, clock } = options
  const standing = new Map<string, { who: Identity; openedAt: Instant; lastUsed: Instant }>()
  const endings = new Map<string, number>()
  let signInCode = options.signInCode

  return {
    isAdminToken: (token) => sameSecret(token, adminToken),
    spend(code) {
      if (!signInCode || clock.now() >= signInCode.expiresAt || !sameSecret(code, signInCode.code))
        return false
      signInCode = null
      return true
    },
    open(who) {
      const own = [...standing].filter(([, session]) => session.who.by === who.by)
      const tooMany =
        own.length >= mostSessions.ofOne ? own : standing.size >= mostSessions.ofAll ? standing : []
      const [[oldest] = []] = tooMany
      if (oldest !== undefined) standing.delete(oldest)
      const id = randomBytes(32).toString('base64url')
      const now = clock.now()
      standing.set(id, { who, openedAt: now, lastUsed: now })
      return id
    },
    use(id) {
      const session = standing.get(id)
      if (!session) return null
      standing.delete(id)
      const now = clock.now()
      if (now - session.lastUsed >= idleMs || now - session.openedAt >= longestMs) return null
      standing.set(id, { ...session, lastUsed: now })
      return session.who
    },
    end: (id) => void standing.delete(id),
    endAllOf(person) {
      for (const [id, { who }] of standing) if (who.person === person) standing.delete(id)
      endings.set(person, (endings.get(person) ?? 0) + 1)
    },
    endings: (person) => endings.get(person) ?? 0,
  }
}

/** Compares digests, so that neither the time taken nor the length tells anything. */
function sameSecret(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(expected))
}
