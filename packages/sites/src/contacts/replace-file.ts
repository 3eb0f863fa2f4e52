import { open, readFile, realpath, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/**
 * Puts `to` in place of a file's text, durably and at once: whoever reads it, or opens it after a power cut, finds the old text or the
 * new one. What a link leads to is replaced, not the link. False where the file does not say `from` any more: then it stays as it is.
 * Rejects with the system's own error, and leaves nothing behind then.
 */
export async function replaceFile(
  file: string,
  { from, to }: { from: string; to: string },
): Promise<boolean> {
  const target = await realpath(file)
  const { mode } = await stat(target)
  const draft = join(dirname(target), `.${basename(target)}.new`)
  try {
    await write(draft, to, mode & 0o777)
    // As late as can be: the draft took its time to reach the disk.
    if ((await readFile(target, 'utf8')) !== from) {
      await rm(draft)
      return false
    }
    await rename(draft, target)
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined)
    throw error
  }
  await using directory = await open(dirname(target))
  await directory.sync()
  return true
}

async function write(file: string, text: string, mode: number): Promise<void> {
  await using made = await open(file, 'w', mode)
  await made.chmod(mode)
  await made.writeFile(text)
  await made.sync()
}
