import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { buildPage } from './build-page.ts'

/** A file of the screen, as it is served. */
export interface PageFile {
  type: string
  body: Uint8Array<ArrayBuffer>
}

/** The screen's files by the path they are served at. */
export interface Page {
  /** Null where there is no such file. Waits for the build, where there is none of these sources yet; rejects with `PageNotBuilt`. */
  file(path: string): Promise<PageFile | null>
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
}

/**
 * Begins to build the screen, and answers at once. Its files are read when somebody asks for the first of them, all together: then a newer
 * build, which takes this one's place on the disk, takes nothing from whoever looks at this one.
 */
export function openPage(building = buildPage()): Page {
  // Whoever asks for a file is told.
  building.catch(() => {})
  let reading: Promise<ReadonlyMap<string, PageFile>> | null = null
  return {
    async file(path) {
      reading ??= readFiles(building).catch((error: unknown) => {
        // The next one may find the disk well again.
        reading = null
        throw error
      })
      return (await reading).get(path) ?? null
    },
  }
}

/** By the paths they are served at. */
async function readFiles(building: Promise<string>): Promise<ReadonlyMap<string, PageFile>> {
  const directory = await building
  // A newer build has taken its place since.
  if (!existsSync(directory)) return readFiles(buildPage())
  const names = await readdir(directory, { recursive: true })
  const files = names.flatMap((name) => {
    const type = types[extname(name)]
    return type ? [{ path: name === 'index.html' ? '/' : `/${name}`, name, type }] : []
  })
  const read = files.map(async ({ path, name, type }) => {
    return [path, { type, body: new Uint8Array(await readFile(join(directory, name))) }] as const
  })
  return new Map(await Promise.all(read))
}
