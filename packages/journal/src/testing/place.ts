import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLog } from '@jernih/runtime'
import type { JournalPlace } from '../journal.contract.ts'
import type { Journal } from '../journal.ts'
import { type JournalOptions, openJournal } from '../open-journal.ts'

export interface DirectoryPlace extends JournalPlace {
  directory: string
  open(consumers: readonly string[], options?: Partial<JournalOptions>): Promise<Journal>
  /** The journal's segments, oldest first. */
  segments(): Promise<string[]>
}

/** An empty directory for one journal. With `tailBytes: 0` followers are served from disk, but for the newest commit. */
export async function beginInDirectory(options: Partial<JournalOptions> = {}): Promise<DirectoryPlace> {
  const { directory = await mkdtemp(join(tmpdir(), 'jernih-journal-')), ...more } = options
  return {
    directory,
    async segments() {
      const files = await readdir(join(directory, 'journal'))
      return files
        .filter((file) => file.endsWith('.db'))
        .sort((a, b) => Number(a.split('-')[3]?.slice(0, -3)) - Number(b.split('-')[3]?.slice(0, -3)))
        .map((file) => join(directory, 'journal', file))
    },
    open: (consumers, opening) =>
      openJournal({ log: createLog('silent'), ...more, ...opening, directory, consumers }),
    remove: () => rm(directory, { recursive: true }),
  }
}
