import { z } from '@hono/zod-openapi'

/** A new password; {@link holdsName} is asked besides, where it is known whose it is to be. */
export const Password = z
  .string()
  .min(12, 'expected 12 or more characters')
  .max(200)
  .openapi({ description: 'Without the username in it. Kept as an Argon2id hash' })

export const expectedWithoutName = 'expected a password without the username in it'

/** A name of three letters or fewer is in too many words to be held against one. */
export function holdsName(password: string, username: string): boolean {
  return username.length > 3 && password.toLowerCase().includes(username)
}
