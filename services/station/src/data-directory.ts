import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { access, constants, mkdir, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Log } from '@jernih/runtime'

const run = promisify(execFile)

/** Makes it where it is missing. Rejects with the system's own error where nothing can be written in it. */
export async function prepareDirectory(directory: string, log: Log): Promise<void> {
  const mode = 0o700
  // Asked to make the parents too, Node takes a read-only disk for a missing directory (ENOENT).
  await mkdir(directory, { recursive: true, mode }).catch(() => mkdir(directory, { mode }))
  await access(directory, constants.W_OK)
  const { type } = await statfs(directory)
  if (type === btrfs) await writeInPlace(directory, log)
}

const btrfs = 0x9123683e

/**
 * Has what is made in it from now on, and in folders made in it, overwritten in place. SQLite keeps the index of a WAL in mapped memory;
 * on btrfs each write to that needs room for a copy, and where a full disk has none, the kernel ends the process (SIGBUS).
 */
async function writeInPlace(directory: string, log: Log): Promise<void> {
  const folders = [directory, join(directory, 'journal')].filter((folder) => existsSync(folder))
  await run('chattr', ['+C', ...folders]).catch((error: Error) =>
    log.warn(
      { directory, reason: error.message },
      'set chattr +C there: else a full btrfs ends this process',
    ),
  )
}
