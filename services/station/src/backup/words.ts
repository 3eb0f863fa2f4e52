import type { Settings } from '../settings.ts'
import type { Manifest } from './manifest.ts'
import type { RestoredJournal } from './restore.ts'

export const usage = `pnpm backup <directory>   copies JERNIH_DATA_DIR into a new directory, while the station runs or not
pnpm restore <backup>     checks such a copy and puts it into JERNIH_DATA_DIR, which must be empty or missing

JERNIH_DATA_DIR is ./data where it is not set. docs/backup.md says what is in a backup and what is not.
`

/** What was made, and what is not in it. */
export function backedUp(manifest: Manifest, target: string, store: Settings['STORE']): string {
  const seconds = (Date.parse(manifest.finishedAt) - Date.parse(manifest.startedAt)) / 1_000
  const lines = [
    `${target}: ${contents(manifest)}, in ${seconds.toFixed(1)} s.`,
    ...manifest.journals.map(({ record, head }) =>
      head === null
        ? `The newest file of ${journal(record)} is damaged: it was copied as it is. Look at pnpm verify.`
        : `It holds the entries of ${journal(record)} below ${head}.`,
    ),
    'Not in it: the sites (JERNIH_SITES_DIR), and settings and secrets of the environment.',
    ...(store === 'sqlite'
      ? []
      : ['Nor the data in InfluxDB: where they are lost, the station writes them again from the journal.']),
    'It holds secrets, such as the administrator’s token: keep it where nobody else can read it.',
  ]
  return `${lines.join('\n')}\n`
}

/** What was restored, and how each journal stands. */
export function restored(
  manifest: Manifest,
  journals: readonly RestoredJournal[],
  directory: string,
): string {
  const lines = [
    `${directory}: ${contents(manifest)}, as they were on ${manifest.startedAt}.`,
    ...journals.flatMap(({ record, head, entries, broken }) => [
      `${entries} entries of ${journal(record)}, up to ${head}, are as they were written.`,
      ...(broken
        ? [`Broken at entry ${broken.offset}: ${broken.reason}. It was so when it was backed up.`]
        : []),
    ]),
  ]
  return `${lines.join('\n')}\n`
}

function contents({ files }: Manifest): string {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0)
  return `${files.length} files, ${(bytes / 1e6).toFixed(1)} MB`
}

function journal(record: string): string {
  return record === '.' ? 'the journal' : `the journal in ${record}`
}
