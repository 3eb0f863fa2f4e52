import { readdirSync, readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'

/** The screen's files by the path they are served at; `body` is made when it is first asked for. */
export interface Page {
  files: ReadonlyMap<string, { type: string; body(): string }>
}

/** The screen: HTML, a style sheet and browser modules, whose types are stripped here. No build step. */
export function createPage(): Page {
  const browser = new URL('./browser/', import.meta.url)
  const read = (name: string) => readFileSync(new URL(name, browser), 'utf8')
  const files = new Map([
    ['/', { type: 'text/html; charset=utf-8', body: () => read('index.html') }],
    ['/page/screen.css', { type: 'text/css; charset=utf-8', body: () => read('screen.css') }],
  ])
  for (const name of readdirSync(browser)) {
    if (!name.endsWith('.ts') || name.endsWith('.test.ts')) continue
    // The stripper takes some 20 MB: it is loaded when somebody looks, not at the start.
    files.set(`/page/${name}`, { type: 'text/javascript; charset=utf-8', body: () => stripTypes(read(name)) })
  }
  return { files }
}

/** Node calls its stripper experimental, once, on standard error; a person who starts the station need not read that. */
function stripTypes(source: string): string {
  const { emitWarning } = process
  process.emitWarning = () => {}
  try {
    return stripTypeScriptTypes(source)
  } finally {
    process.emitWarning = emitWarning
  }
}
