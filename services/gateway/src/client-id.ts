import { randomBytes } from 'node:crypto'
import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * The id by which a broker knows our session again, kept in `<directory>/mqtt-client-id`: durable before it is used, since a session under
 * a forgotten id keeps its messages for nobody. An empty file, as a power cut may leave one, counts as none.
 */
export async function keepClientId(directory: string): Promise<string> {
  await mkdir(directory, { recursive: true })
  const file = join(directory, 'mqtt-client-id')
  const known = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw error
  })
  if (known.trim() !== '') return known.trim()
  const fresh = `jernih-${randomBytes(8).toString('hex')}`
  const unfinished = `${file}.new`
  await writeDurably(unfinished, fresh)
  await rename(unfinished, file)
  await syncDirectory(directory)
  return fresh
}

async function writeDurably(file: string, text: string): Promise<void> {
  await using handle = await open(file, 'w', 0o600)
  await handle.writeFile(text)
  await handle.sync()
}

async function syncDirectory(directory: string): Promise<void> {
  await using handle = await open(directory)
  await handle.sync()
}
