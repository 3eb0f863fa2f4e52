import { createHash } from 'node:crypto'

/**
 * A key in characters that every protocol takes, always the same for the same key. Standard Webhooks forbids dots in an id, and a
 * Message-ID may hold no spaces.
 */
export function deliveryId(key: string): string {
  return createHash('sha256').update(key).digest('base64url')
}
