import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Instant } from '@jernih/domain'
import type { Clock } from '@jernih/runtime'

/** A session ends this long after its last use. */
const idleMs = 12 * 3_600_000
/** More than this and the one longest unused ends. */
const maxSessions = 1_000

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
  open(): string
  /** Whether the session stands; using it prolongs it. */
  use(id: string): boolean
  end(id: string): void
}

export function createSessions(options: {
  adminToken: string
  signInCode: SignInCode | null
  clock: Clock
}): Sessions {
  const { adminToken, clock } = options
  const lastUsed = new Map<string, Instant>()
  let signInCode = options.signInCode

  return {
    isAdminToken: (token) => sameSecret(token, adminToken),
    spend(code) {
      if (!signInCode || clock.now() >= signInCode.expiresAt || !sameSecret(code, signInCode.code))
        return false
      signInCode = null
      return true
    },
    open() {
      const [oldest] = lastUsed.keys()
      if (oldest !== undefined && lastUsed.size >= maxSessions) lastUsed.delete(oldest)
      const id = randomBytes(32).toString('base64url')
      lastUsed.set(id, clock.now())
      return id
    },
    use(id) {
      const used = lastUsed.get(id)
      if (used === undefined) return false
      lastUsed.delete(id)
      if (clock.now() - used >= idleMs) return false
      lastUsed.set(id, clock.now())
      return true
    },
    end: (id) => void lastUsed.delete(id),
  }
}

/** Compares digests, so that neither the time taken nor the length tells anything. */
function sameSecret(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(expected))
}
