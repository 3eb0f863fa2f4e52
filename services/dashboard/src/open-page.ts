import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { buildPage } from './build-page.ts'

/** A file of the screen, as it is served. */
export interface PageFile {
  type: string
  body: Uint8Array<ArrayBuffer>
}

/** The screen's files by the path they are served at. */
export interface Page {
  /** Null where there is no such file. Waits for the build, where there is none of these sources yet. */
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

const served = /^\/(?:page\/)?[\w.-]+$/

/** Begins to build the screen, and answers at once. */
export function openPage(): Page {
  const directory = buildPage()
  // Whoever asks for a file is told; until then nobody waits for it.
  directory.catch(() => {})
  return {
    async file(path) {
      const name = path === '/' ? '/index.html' : path
      const type = types[extname(name)]
      // The document is served at one path only.
      if (!type || path === '/index.html' || !served.test(name)) return null
      const body = await readFile(join(await directory, name)).catch((error) => {
        if (error.code === 'ENOENT') return null
        throw error
      })
      return body && { type, body: new Uint8Array(body) }
    },
  }
}
