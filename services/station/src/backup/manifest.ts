import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { BackupProblem } from './problem.ts'

/** Never leads out of the directory that it is taken from. */
const InnerPath = z
  .string()
  .min(1)
  .refine(
    (path) => path.split('/').every((name) => !['', '.', '..'].includes(name)),
    'expected a path inside',
  )

const BackedUpFile = z.strictObject({
  /** Below the data directory, and below `files` in the backup; its parts parted by `/`. */
  path: InnerPath,
  bytes: z.int().min(0),
  /** Who may read it in the data directory. In the backup all belongs to its owner alone. */
  mode: z.int().min(0).max(0o777),
  sha256: z.hash('sha256'),
})
export type BackedUpFile = z.infer<typeof BackedUpFile>

/** What a backup holds. */
export const Manifest = z.strictObject({
  format: z.literal(1),
  /** The version of Jernih that made it. */
  version: z.string(),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  journals: z.array(
    z.strictObject({
      /** Below the data directory: the folder that `journal` lies in, `.` for the data directory itself. */
      record: z.union([z.literal('.'), InnerPath]),
      /** Entries from here on came too late; null where the newest file cannot be trusted. */
      head: z.int().min(0).nullable(),
    }),
  ),
  files: z.array(BackedUpFile),
})
export type Manifest = z.infer<typeof Manifest>

/** The manifest as it is written, with the SHA-256 of its own text. */
const Sealed = z.strictObject({ manifest: Manifest, sha256: z.string() })

const name = 'manifest.json'

export async function writeManifest(backup: string, manifest: Manifest): Promise<void> {
  const sealed = { manifest, sha256: textHash(manifest) }
  await writeFile(join(backup, name), `${JSON.stringify(sealed, null, 2)}\n`, { mode: 0o600, flush: true })
}

/** Throws {@link BackupProblem} where there is none, or it is not as it was written. */
export async function readManifest(backup: string): Promise<Manifest> {
  const file = join(backup, name)
  const text = await readFile(file, 'utf8').catch((cause) => {
    throw new BackupProblem(`${backup} is no backup: ${file} cannot be read (${cause.code})`, { cause })
  })
  const parsed = Sealed.safeParse(parseJson(text))
  if (!parsed.success)
    throw new BackupProblem(`${file} is not as it was written:\n${z.prettifyError(parsed.error)}`)
  const { manifest, sha256 } = parsed.data
  if (textHash(manifest) !== sha256)
    throw new BackupProblem(`${file} is not as it was written: its SHA-256 differs`)
  return manifest
}

/** SHA-256 of a file's bytes, in hexadecimal. */
export async function hashFile(file: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(chunk)
  return hash.digest('hex')
}

function textHash(manifest: Manifest): string {
  return createHash('sha256').update(JSON.stringify(manifest)).digest('hex')
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
