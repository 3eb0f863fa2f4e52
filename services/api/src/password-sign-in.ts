import type { Context } from 'hono'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import type { Identity } from './callers.ts'
import type { ApiDeps } from './deps.ts'
import type { ApiEnv } from './guard.ts'
import { AccountsFailed, answerProblem } from './problem.ts'
import { addressOf, refuseTooMany, rememberSome, spend } from './rate-limits.ts'
import type { Sessions } from './sessions.ts'

const lock = { duration: 15 * 60, blockDuration: 15 * 60 }
/** Wrong passwords and codes for one name from one address in a quarter of an hour; one more, and it is locked for as long. */
const wrongFromAddress = 10
/** The same for one name from anywhere; whoever signed in from their address before is not locked out by others. */
const wrongFromAnywhere = 50
/** Tries that are looked at together: some 50 a second, so that what is remembered of the wrong ones has a bound whoever sends them. */
const mostAtOnce = 50
/** Of how many pairs of a name and an address it is remembered that they were good. */
const maxProved = 10_000

export interface Credentials {
  username: string
  password: string
  /** Wanted of whoever has a second factor. */
  code?: string | undefined
}

export interface PasswordSignIn {
  /** Whose credentials these are. */
  signIn(c: Context<ApiEnv>, credentials: Credentials): Promise<{ who: Identity } | { refusal: Response }>
  /**
   * Whether this is the password of whoever is signed in, and, where a code is asked for and they have a second factor, whether the code is
   * good. A refusal is no 401 then: the session stands.
   */
  prove(
    c: Context<ApiEnv>,
    given: Pick<Credentials, 'password' | 'code'>,
    how?: { asksCode: boolean },
  ): Promise<{ person: string } | { refusal: Response }>
}

interface Attempted {
  address: string
  asksCode: boolean
}

/** `about` is the name of an account that there is, for the audit log: what else was typed may be a password. */
type Outcome = { about: string | null } & (
  | { who: Identity }
  | { refuse(c: Context, status: 401 | 403): Response }
)

/**
 * Signs people in by name and password, and a code where one is wanted. Locks count a name that nobody has like any other and the
 * password takes as long to check, so that nothing tells which names there are. Each try counts before it is looked at: many at once get
 * no more of them.
 */
export function createPasswordSignIn(
  { accounts, secondFactors }: Pick<ApiDeps, 'accounts' | 'secondFactors'>,
  sessions: Sessions,
  proxies: readonly string[],
): PasswordSignIn {
  const fromAddress = new RateLimiterMemory({ points: wrongFromAddress, ...lock })
  const fromAnywhere = new RateLimiterMemory({ points: wrongFromAnywhere, ...lock })
  const proved = rememberSome(maxProved)
  let underWay = 0

  async function attempt(credentials: Credentials, how: Attempted): Promise<Outcome> {
    if (underWay >= mostAtOnce) return { about: null, refuse: tooBusy }
    underWay++
    return look(credentials, how).finally(() => {
      underWay--
    })
  }

  async function look(
    { username, password, code }: Credentials,
    { address, asksCode }: Attempted,
  ): Promise<Outcome> {
    const name = username.trim().toLowerCase()
    const pair = `${name} ${address}`
    const isProved = proved.has(pair)
    const over = (await spend(fromAddress, pair)) ?? (isProved ? null : await spend(fromAnywhere, name))
    if (over) {
      return {
        about: null,
        refuse: (c) => refuseTooMany(c, over, 'Too many sign-ins with this name went wrong'),
      }
    }
    const takeBack = () => {
      void fromAddress.reward(pair)
      if (!isProved) void fromAnywhere.reward(name)
    }
    const known = await accounts.find({ username: name }).catch(failed)
    const about = known?.username ?? null
    const endings = known && sessions.endings(known.id)
    const person = await accounts.verify(name, password).catch(failed)
    if (person === 'busy') {
      takeBack()
      return { about, refuse: tooBusy }
    }
    if (!person) return { about, refuse: wrong }
    if (asksCode && person.secondFactor) {
      if (code === undefined) {
        takeBack()
        return { about: `${about}: the code is still to come`, refuse: codeWanted }
      }
      if (!(await secondFactors.accept(person.id, code).catch(failed))) {
        return { about: `${about}: wrong code`, refuse: wrongCode }
      }
    }
    // They may have been removed, or given another role or password, while the code was looked at.
    if (sessions.endings(person.id) !== endings) return { about, refuse: wrong }
    proved.add(pair)
    void fromAddress.delete(pair)
    if (!isProved) void fromAnywhere.reward(name)
    return { about, who: { by: person.username, role: person.role, person: person.id } }
  }

  return {
    async signIn(c, credentials) {
      const outcome = await attempt(credentials, { address: addressOf(c, proxies), asksCode: true })
      if (outcome.about !== null) c.set('about', outcome.about)
      return 'who' in outcome ? outcome : { refusal: outcome.refuse(c, 401) }
    },
    async prove(c, given, { asksCode } = { asksCode: false }) {
      const { by: username, person } = c.get('caller')
      if (person === null) return { refusal: answerProblem(c, 409, `${username} has no password`) }
      const address = addressOf(c, proxies)
      const outcome = await attempt({ username, ...given }, { address, asksCode })
      return 'who' in outcome ? { person } : { refusal: outcome.refuse(c, 403) }
    },
  }
}

const wrong = (c: Context, status: 401 | 403) => {
  const detail = status === 401 ? 'The name or the password is wrong' : 'The present password is wrong'
  return answerProblem(c, status, detail)
}

const codeWanted = (c: Context, status: 401 | 403) =>
  answerProblem(c, status, 'Send the code of the authenticator app, or a recovery code, as well', {
    type: 'totp-required',
  })

const wrongCode = (c: Context, status: 401 | 403) =>
  answerProblem(c, status, 'The code is wrong, too old, or was used before', { type: 'totp-wrong' })

const tooBusy = (c: Context) => answerProblem(c, 503, 'Too many sign in at once', { retryAfterSeconds: 5 })

function failed(cause: unknown): never {
  throw new AccountsFailed("people's accounts cannot be read", { cause })
}
