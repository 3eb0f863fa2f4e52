import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join, relative, sep } from 'node:path'
import { BackupProblem } from './problem.ts'

/** Paths below the data directory, parted by `/`, in the order in which they are to be copied while a station writes to them. */
export type Contents = readonly string[]

/**
 * Everything but the journals. The historian's own database comes first, so that it counts nothing as stored that the copied store
 * lacks.
 */
export async function derivedFiles(directory: string): Promise<Contents> {
  const files = await filesIn(directory)
  const isFirst = (path: string) => basename(path) === 'historian.db'
  return [...files.filter(isFirst), ...files.filter((path) => !isFirst(path) && !isOfJournal(path))]
}

/**
 * The journals' files. To be asked for once all that was made from them is copied: a new day begins a new file, and what was made from
 * it would be ahead of a journal without it. Beside the segments stands up to where they may go: it comes after them.
 */
export async function journalFiles(directory: string): Promise<Contents> {
  const files = (await filesIn(directory)).filter(isOfJournal)
  return [...files.filter(isDatabase), ...files.filter((path) => !isDatabase(path))]
}

/** The folder of each journal, `.` for one in the data directory itself. */
export function recordsIn(journals: Contents): string[] {
  return [...new Set(journals.filter(isDatabase).map((path) => dirname(dirname(path))))]
}

export function isDatabase(path: string): boolean {
  return path.endsWith('.db')
}

async function filesIn(directory: string): Promise<string[]> {
  const found = await readdir(directory, { recursive: true, withFileTypes: true })
  const links = found.filter((entry) => entry.isSymbolicLink())
  for (const { parentPath, name } of links) await refuseFolder(join(parentPath, name))
  return found
    .filter((entry) => (entry.isFile() || entry.isSymbolicLink()) && !isPassing(entry.name))
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort((one, other) => one.localeCompare(other, 'en', { numeric: true }))
}

/** A link to a file is copied as the file; what lies behind one to a folder would be missing without a word. */
async function refuseFolder(link: string): Promise<void> {
  if ((await stat(link)).isDirectory())
    throw new BackupProblem(`${link} is a link to a folder, which no backup follows: put the folder there`)
}

/**
 * Locks, drafts, SQLite's own files, whose content comes with their database, and the journal's tally, which would be ahead of a
 * segment copied before it.
 */
function isPassing(name: string): boolean {
  return /(^lock|\.new|\.db)-(wal|shm|journal)$|^(lock|tally)$|\.new$/.test(name)
}

function isOfJournal(path: string): boolean {
  return basename(dirname(path)) === 'journal'
}
