import { existsSync } from 'node:fs'
import { chmod, copyFile, mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Journal, openJournal } from '@jernih/journal'
import type { Log } from '@jernih/runtime'
import { sync } from './copy-file.ts'
import { type BackedUpFile, hashFile, type Manifest, readManifest } from './manifest.ts'
import { BackupProblem } from './problem.ts'

type Verification = Awaited<ReturnType<Journal['verify']>>

/** What was found of one journal once it was restored. */
export type RestoredJournal = Verification & { record: string; head: number }

/**
 * Puts a backup into `directory`, which must be empty or missing, once every byte of it was found as it was written; then walks each
 * journal's chain. All of it, or nothing. A chain that was broken in the original is told, not refused: what is left of it may be all
 * there is. Throws {@link BackupProblem}.
 */
export async function restore(given: {
  backup: string
  directory: string
  log: Log
}): Promise<{ manifest: Manifest; journals: RestoredJournal[] }> {
  const { backup, directory, log } = given
  await refuseUnlessEmpty(directory, [])
  const manifest = await readManifest(backup)
  await checkFiles(backup, manifest.files)

  await mkdir(directory, { recursive: true, mode: 0o700 })
  const draft = await mkdtemp(join(directory, 'restoring-'))
  try {
    await copyAll(join(backup, 'files'), draft, manifest.files)
    const journals: RestoredJournal[] = []
    for (const { record } of manifest.journals) {
      journals.push({ record, ...(await verifyJournal(join(draft, record), log)) })
    }
    await refuseUnlessEmpty(directory, [draft])
    await moveAll(draft, directory)
    return { manifest, journals }
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}

async function refuseUnlessEmpty(directory: string, but: readonly string[]): Promise<void> {
  const names = existsSync(directory) ? await readdir(directory) : []
  const [first] = names.filter((name) => !but.includes(join(directory, name)))
  if (first === undefined) return
  throw new BackupProblem(
    `${directory} is not empty (it holds ${first}): stop the station that uses it and move it away, or name another`,
  )
}

/** Names everything that is wrong, not the first alone. */
async function checkFiles(backup: string, files: readonly BackedUpFile[]): Promise<void> {
  const mistakes: string[] = []
  for (const file of files) {
    const mistake = await mistakeIn(join(backup, 'files', file.path), file)
    if (mistake) mistakes.push(`  ${file.path}: ${mistake}`)
  }
  if (mistakes.length > 0)
    throw new BackupProblem(`${backup} is not as it was written:\n${mistakes.join('\n')}`)
}

async function mistakeIn(path: string, { bytes, sha256 }: BackedUpFile): Promise<string | null> {
  try {
    const { size } = await stat(path)
    if (size !== bytes) return `it has ${size} bytes, not ${bytes}`
    return (await hashFile(path)) === sha256 ? null : 'its SHA-256 differs'
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    return code === 'ENOENT' ? 'it is missing' : message
  }
}

async function copyAll(from: string, to: string, files: readonly BackedUpFile[]): Promise<void> {
  const folders = new Set([to])
  for (const { path, mode } of files) {
    const file = join(to, path)
    await mkdir(dirname(file), { recursive: true, mode: 0o700 })
    folders.add(dirname(file))
    await copyFile(join(from, path), file)
    await chmod(file, mode)
    await sync(file)
  }
  for (const folder of folders) await sync(folder)
}

/** The journal comes last: what a power cut leaves of the rest alone is ahead of its journal, and no station goes on from that. */
async function moveAll(from: string, to: string): Promise<void> {
  const names = (await readdir(from)).filter((name) => name !== 'journal')
  for (const name of names) await rename(join(from, name), join(to, name))
  if (existsSync(join(from, 'journal'))) await rename(join(from, 'journal'), join(to, 'journal'))
  await sync(to)
}

async function verifyJournal(record: string, log: Log): Promise<Verification & { head: number }> {
  const journal = await openJournal({ directory: record, log, consumers: [] })
  try {
    return { ...(await journal.verify()), head: journal.head() }
  } finally {
    await journal.close()
  }
}
