import type { Claim, ClaimsPort, DevicesPort } from './ports.ts'

/** Codes that are counted: `CODE-1` and so on. */
export function scriptClaims(create: DevicesPort['create']): ClaimsPort {
  const claims = new Map<string, Claim>()
  return {
    async create(given) {
      const n = claims.size + 1
      const claim = { id: `claim-${n}`, ...given, createdAt: Date.now(), redeemed: null }
      claims.set(`CODE-${n}`, claim)
      return { ...claim, code: `CODE-${n}` }
    },
    list: async () => [...claims.values()],
    async revoke(id) {
      const [code, claim] = [...claims].find(([, one]) => one.id === id) ?? []
      if (code === undefined) return 'unknown'
      if (claim?.redeemed?.arrived) return 'used'
      claims.delete(code)
      return 'revoked'
    },
    async redeem(code) {
      const claim = claims.get(code)
      if (!claim || claim.redeemed || claim.endsAt <= Date.now()) return null
      const account = await create({ ...claim, simulated: false })
      claims.set(code, { ...claim, redeemed: { device: account.id, at: Date.now(), arrived: false } })
      return { claim: claim.id, account }
    },
  }
}
