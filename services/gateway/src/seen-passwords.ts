import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/**
 * Passwords that were right before, as HMACs under a key that only this process has, so that thousands of devices that come back at
 * once do not each cost an scrypt.
 */
export function createSeenPasswords() {
  const key = randomBytes(32)
  const digests = new Map<string, Buffer>()
  const digest = (password: string) => createHmac('sha256', key).update(password).digest()
  return {
    has(id: string, password: string): boolean {
      const known = digests.get(id)
      return known !== undefined && timingSafeEqual(known, digest(password))
    },
    add: (id: string, password: string) => void digests.set(id, digest(password)),
    forget: (id: string) => void digests.delete(id),
  }
}
