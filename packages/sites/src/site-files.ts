import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type ParsedSite, parseSite } from './parse-site.ts'

export interface SiteFile {
  file: string
  parsed: ParsedSite
}

/** Every `.yaml` and `.yml` of the directory, by name. Throws where the directory cannot be read. */
export async function readSiteFiles(directory: string): Promise<SiteFile[]> {
  const names = (await readdir(directory)).filter((name) => /^[^.].*\.ya?ml$/.test(name)).sort()
  const files = await Promise.all(names.map((name) => readSiteFile(join(directory, name))))
  return files.filter((file) => file !== null)
}

/** Null where the file went away since it was listed. */
async function readSiteFile(file: string): Promise<SiteFile | null> {
  try {
    return { file, parsed: parseSite(file, await readFile(file, 'utf8')) }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return null
    return { file, parsed: { mistakes: [`${file}: ${message}`] } }
  }
}
