import { existsSync } from 'node:fs'
import { chmod, copyFile, mkdir, mkdtemp, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { headAtRest } from '@jernih/journal'
import { type Contents, derivedFiles, isDatabase, journalFiles, recordsIn } from './contents.ts'
import { copyDatabase, sync } from './copy-file.ts'
import { type BackedUpFile, hashFile, type Manifest, writeManifest } from './manifest.ts'
import { BackupProblem } from './problem.ts'

/**
 * Copies the data directory, of a station that runs or one that does not, into the new directory `target`: all that was acknowledged
 * before the call is in it. It appears whole and durable, or not at all. Throws {@link BackupProblem}.
 */
export async function backUp({
  directory,
  target,
}: {
  directory: string
  target: string
}): Promise<Manifest> {
  if (existsSync(target)) throw new BackupProblem(`${target} exists already and stays as it is: name another`)
  if (!relative(resolve(directory), resolve(target)).startsWith('..'))
    throw new BackupProblem(`${target} lies in the data directory ${directory}: name another place`)
  const journals = existsSync(directory) ? await journalFiles(directory) : []
  if (recordsIn(journals).length === 0) throw new BackupProblem(`${directory} holds no journal`)

  await mkdir(dirname(resolve(target)), { recursive: true })
  const draft = await mkdtemp(`${resolve(target)}.new-`)
  try {
    const manifest = await copyAll(directory, draft)
    await writeManifest(draft, manifest)
    await sync(draft)
    await rename(draft, target)
    await sync(dirname(resolve(target)))
    return manifest
  } catch (error) {
    await rm(draft, { recursive: true, force: true })
    throw error
  }
}

/** What was made from the journal comes before it, so that nothing in the copy has seen an entry that the copied journal lacks. */
async function copyAll(directory: string, draft: string): Promise<Manifest> {
  const startedAt = new Date().toISOString()
  const to = join(draft, 'files')
  const derived = await copyFiles(directory, to, await derivedFiles(directory))
  const journals = await journalFiles(directory)
  const files = [...derived, ...(await copyFiles(directory, to, journals))]
  const folders = new Set([to, ...files.map(({ path }) => dirname(join(to, path)))])
  for (const folder of folders) await sync(folder)
  return {
    format: 1,
    version: await version(),
    startedAt,
    finishedAt: new Date().toISOString(),
    journals: recordsIn(journals).map((record) => ({ record, head: headAtRest(join(to, record)) })),
    files,
  }
}

async function copyFiles(directory: string, to: string, paths: Contents): Promise<BackedUpFile[]> {
  const copied: BackedUpFile[] = []
  for (const path of paths) {
    const [original, copy] = [join(directory, path), join(to, path)]
    await mkdir(dirname(copy), { recursive: true, mode: 0o700 })
    for (const ending of await copyOne(original, copy)) {
      copied.push(await describeFile(path + ending, original, copy + ending))
    }
  }
  return copied
}

/** Answers the endings of the names of what it made. */
async function copyOne(from: string, to: string): Promise<string[]> {
  try {
    if (isDatabase(from)) return await copyDatabase(from, to)
    await copyFile(from, to)
    return ['']
  } catch (error) {
    const reason = existsSync(from) ? (error as Error).message : 'it was removed meanwhile; begin again'
    throw new BackupProblem(`${from} could not be copied: ${reason}`, { cause: error })
  }
}

async function describeFile(path: string, original: string, copy: string): Promise<BackedUpFile> {
  await chmod(copy, 0o600)
  await sync(copy)
  const [{ size: bytes }, { mode }] = await Promise.all([stat(copy), stat(original)])
  return { path, bytes, mode: mode & 0o777, sha256: await hashFile(copy) }
}

async function version(): Promise<string> {
  const text = await readFile(join(import.meta.dirname, '../../package.json'), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}
