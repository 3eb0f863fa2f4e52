import { open, realpath, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/**
 * Puts `text` in place of a file, durably and at once: whoever reads it, or opens it after a power cut, finds the old text or the new
 * one. What a link leads to is replaced, not the link. Rejects with the system's own error, and leaves nothing behind then.
 */
export async function replaceFile(file: string, text: string): Promise<void> {
  const target = await realpath(file)
  const { mode } = await stat(target)
  const draft = join(dirname(target), `.${basename(target)}.new`)
  try {
    await write(draft, text, mode & 0o777)
    await rename(draft, target)
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined)
    throw error
  }
  await using directory = await open(dirname(target))
  await directory.sync()
}

async function write(file: string, text: string, mode: number): Promise<void> {
  await using made = await open(file, 'w', mode)
  await made.chmod(mode)
  await made.writeFile(text)
  await made.sync()
}
