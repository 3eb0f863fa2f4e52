import type { Context } from 'hono'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import type { Identity } from './callers.ts'
import type { AccountsPort } from './ports.ts'
import { AccountsFailed, answerProblem } from './problem.ts'
import { refuseTooMany, rememberSome, spend } from './rate-limits.ts'

const lock = { duration: 15 * 60, blockDuration: 15 * 60 }
/** Wrong passwords for one name from one address in a quarter of an hour; one more, and it is locked for as long. */
const wrongFromAddress = 10
/** Wrong passwords for one name from anywhere; whoever signed in from their address before is not locked out by others. */
const wrongFromAnywhere = 50
/** Of how many pairs of a name and an address it is remembered that they were good. */
const maxProved = 10_000

/** `about` is the name of an account that there is, for the audit log: what else was typed may be a password. */
export type SignInOutcome = { about: string | null } & ({ who: Identity } | { refusal(c: Context): Response })

/**
 * Signs people in by name and password. Locks count a name that nobody has like any other and the password takes as long to check, so
 * that nothing tells which names there are. Each try counts before it is looked at: many at once get no more of them.
 */
export function createPasswordSignIn(accounts: AccountsPort) {
  const fromAddress = new RateLimiterMemory({ points: wrongFromAddress, ...lock })
  const fromAnywhere = new RateLimiterMemory({ points: wrongFromAnywhere, ...lock })
  const proved = rememberSome(maxProved)

  return async (
    { username, password }: { username: string; password: string },
    address: string,
  ): Promise<SignInOutcome> => {
    const name = username.trim().toLowerCase()
    const pair = `${name} ${address}`
    const isProved = proved.has(pair)
    const over = (await spend(fromAddress, pair)) ?? (isProved ? null : await spend(fromAnywhere, name))
    if (over)
      return refuse(null, (c) => refuseTooMany(c, over, 'Too many sign-ins with this name went wrong'))

    const known = await accounts.find({ username: name }).catch(failed)
    const about = known?.username ?? null
    const person = await accounts.verify(name, password).catch(failed)
    if (person === 'busy') return refuse(about, tooBusy)
    if (!person) return refuse(about, wrong)
    proved.add(pair)
    void fromAddress.delete(pair)
    if (!isProved) void fromAnywhere.reward(name)
    return { about, who: { by: person.username, role: person.role, person: person.id } }
  }
}

function refuse(about: string | null, refusal: (c: Context) => Response): SignInOutcome {
  return { about, refusal }
}

/** The refusal of what is wrong, and of nothing else. */
export const wrong = (c: Context) => answerProblem(c, 401, 'The name or the password is wrong')

const tooBusy = (c: Context) => answerProblem(c, 503, 'Too many sign in at once', { retryAfterSeconds: 5 })

function failed(cause: unknown): never {
  throw new AccountsFailed("people's accounts cannot be read", { cause })
}
