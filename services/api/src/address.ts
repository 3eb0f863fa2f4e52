import { isIPv6 } from 'node:net'
import { expandIPv6 } from 'hono/utils/ipaddr'

/**
 * Whose call it is, as far as a network can tell: the IPv4 address, or of IPv6 the /64, since whoever has one address of that has all.
 * `X-Forwarded-For` counts only where the connection is from one of our own `proxies`, and then its last address that is none of them:
 * what stands before that, anybody can write.
 */
export function callersAddress({
  peer,
  forwardedFor,
  proxies,
}: {
  peer: string | undefined
  forwardedFor: string | undefined
  proxies: readonly string[]
}): string {
  const way = [...(forwardedFor?.split(',') ?? []), peer ?? ''].map((hop) =>
    hop.trim().replace(/^::ffff:/i, ''),
  )
  const caller = way.findLast((hop) => !proxies.includes(hop)) ?? way[0] ?? ''
  return isIPv6(caller) ? expandIPv6(caller).split(':').slice(0, 4).join(':') : caller
}
