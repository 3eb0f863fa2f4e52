import { existsSync } from 'node:fs'
import { copyFile, open, rm } from 'node:fs/promises'
import { backup, DatabaseSync } from 'node:sqlite'

/**
 * Copies an SQLite file as it stands at one moment, while others write to it: in one step, which holds a snapshot and keeps no
 * writer of a WAL file waiting. One that is damaged is copied byte by byte, with its WAL.
 */
export async function copyDatabase(from: string, to: string): Promise<string[]> {
  try {
    using database = new DatabaseSync(from, { readOnly: true, timeout: 5_000 })
    await backup(database, to, { rate: allPages })
    return ['']
  } catch (error) {
    if (!isDamage(error)) throw error
    await rm(to, { force: true })
    const endings = ['', '-wal'].filter((ending) => existsSync(from + ending))
    for (const ending of endings) await copyFile(from + ending, to + ending)
    return endings
  }
}

const allPages = 2 ** 31 - 1

/** Resolves once what is in the file, or the names in the directory, would survive a power cut. */
export async function sync(path: string): Promise<void> {
  await using handle = await open(path, 'r')
  await handle.sync()
}

function isDamage(error: unknown): boolean {
  const [sqliteCorrupt, sqliteNotADatabase] = [11, 26]
  const { errcode = 0 } = error as { errcode?: number }
  return [sqliteCorrupt, sqliteNotADatabase].includes(errcode & 0xff)
}
