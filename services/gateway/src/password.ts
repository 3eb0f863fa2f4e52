import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'

/**
 * scrypt's cost for new hashes: 4 MB and some 10 ms, so that a thousand devices that come back together are let in within seconds.
 * The passwords are 192 random bits, which no cost could protect better.
 */
const cost = { N: 4_096, r: 8, p: 1 }
const hashBytes = 32

/** 192 random bits, as 32 characters that need no escaping anywhere. */
export function createPassword(): string {
  return randomBytes(24).toString('base64url')
}

/** `scrypt$N$r$p$salt$hash`: the salt is the hash's own, the cost travels with it. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  const hash = await derive(password, salt, cost)
  return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64url'), hash.toString('base64url')].join('$')
}

/** Compares in constant time; throws where `stored` is no hash of ours. */
export async function matchesPassword(password: string, stored: string): Promise<boolean> {
  const [scheme, N, r, p, salt, hash] = stored.split('$')
  if (scheme !== 'scrypt' || salt === undefined || hash === undefined) throw new Error('not a scrypt hash')
  const expected = Buffer.from(hash, 'base64url')
  const given = await derive(password, Buffer.from(salt, 'base64url'), {
    N: Number(N),
    r: Number(r),
    p: Number(p),
  })
  return timingSafeEqual(given, expected)
}

function derive(password: string, salt: Buffer, { N, r, p }: typeof cost): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, hashBytes, { N, r, p, maxmem: 256 * N * r }, (error, hash) => {
      if (error) reject(error)
      else resolve(hash)
    })
  })
}
