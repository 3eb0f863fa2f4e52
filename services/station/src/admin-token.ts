import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The administrator's token: the given one, else the one in `<directory>/admin-token` (mode 0600), made at first start. */
export async function adminToken(
  directory: string,
  given: string | undefined,
): Promise<{ token: string; file: string | null }> {
  if (given !== undefined) return { token: given, file: null }
  const file = join(directory, 'admin-token')
  try {
    await writeFile(file, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  const token = (await readFile(file, 'utf8')).trim()
  if (token.length < 32)
    throw new Error(`${file} holds no token of 32 or more characters: remove it, and a new one is made`)
  return { token, file }
}
