import type { Clock } from '@jernih/runtime'
import type { AccountsPort, ApiToken, AuditPort, Person, SecondFactorsPort, TokensPort } from './ports.ts'
import type { PushSubscription, PushSubscriptionsPort } from './push-port.ts'

/** The accounts, and codes that are told: `100000` fits once, then `100001`, and so on. */
export function scriptPeople(): { accounts: AccountsPort; secondFactors: SecondFactorsPort } {
  const people = new Map<string, Person & { password: string }>()
  const all = () => [...people.values()].map(({ password, ...person }) => person)
  const accounts: AccountsPort = {
    async create({ password, ...given }) {
      if (all().some(({ username }) => username === given.username)) return 'taken'
      const person = { id: `per-${people.size + 1}`, ...given, createdAt: Date.now(), secondFactor: false }
      people.set(person.id, { ...person, password })
      return person
    },
    list: async () => all(),
    find: async (by) =>
      all().find(({ id, username }) => ('id' in by ? id === by.id : username === by.username)) ?? null,
    async change(id, to) {
      const person = people.get(id)
      if (!person) return null
      people.set(id, { ...person, ...to })
      return all().find((one) => one.id === id) ?? null
    },
    remove: async (id) => people.delete(id),
    async verify(username, given) {
      const found = [...people.values()].find((one) => one.username === username && one.password === given)
      return all().find(({ id }) => id === found?.id) ?? null
    },
  }

  const next = new Map<string, number>()
  const spend = (id: string, code: string) => {
    const fits = code === String(next.get(id))
    if (fits) next.set(id, Number(code) + 1)
    return fits
  }
  const turn = (id: string, secondFactor: boolean) => {
    const person = people.get(id)
    if (!person || person.secondFactor === secondFactor) return false
    return people.set(id, { ...person, secondFactor }).has(id)
  }
  const secondFactors: SecondFactorsPort = {
    async begin({ id }) {
      if (people.get(id)?.secondFactor) return 'stands'
      next.set(id, 100_000)
      return { secret: 'SECRET', uri: 'otpauth://totp/SECRET' }
    },
    async confirm(id, code) {
      if (!next.has(id) || people.get(id)?.secondFactor) return 'not begun'
      if (!spend(id, code)) return 'wrong'
      turn(id, true)
      return ['RECOVERY']
    },
    accept: async (id, code) => spend(id, code),
    remove: async (id) => turn(id, false),
  }
  return { accounts, secondFactors }
}

export function scriptTokens(clock: Clock): TokensPort {
  const tokens = new Map<string, ApiToken>()
  const isGood = (token: ApiToken) => clock.now() < token.expiresAt
  return {
    async create(given) {
      const id = `tok-${tokens.size + 1}`
      const token = { id, ...given, createdAt: Date.now(), lastUsedAt: null }
      tokens.set(`secret-of-${id}`, token)
      return { ...token, token: `secret-of-${id}` }
    },
    list: () => [...tokens.values()],
    find: (secret) => [tokens.get(secret)].find((token) => token && isGood(token)) ?? null,
    stands: (id) => [...tokens.values()].some((token) => token.id === id && isGood(token)),
    revoke: async (id) => tokens.delete(`secret-of-${id}`),
  }
}

export function scriptPushSubscriptions(): PushSubscriptionsPort {
  const standing = new Map<string, PushSubscription>()
  return {
    async put({ keys, endpoint, ...given }) {
      const id = `push-${endpoint}`
      const subscription = { ...given, id, service: new URL(endpoint).host, createdAt: Date.now() }
      const made = !standing.has(id)
      standing.set(id, subscription)
      return { subscription, made }
    },
    list: () => [...standing.values()],
    end: async (id) => standing.delete(id),
  }
}

export function scriptAudit(): AuditPort {
  const entries: Awaited<ReturnType<AuditPort['read']>> = []
  return {
    write: async (draft) => void entries.unshift({ ...draft, id: entries.length + 1, at: Date.now() }),
    read: async ({ before = Number.POSITIVE_INFINITY, limit }) =>
      entries.filter(({ id }) => id < before).slice(0, limit),
  }
}
