import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { readdir, rename, rm, stat } from 'node:fs/promises'
import { findPackageJSON } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify, stripVTControlCharacters } from 'node:util'

const home = join(import.meta.dirname, '..')
const built = join(home, 'dist')

/** The screen cannot be built: Vite is not installed, or refused the sources. */
export class PageNotBuilt extends Error {
  override name = 'PageNotBuilt'
}

/**
 * The directory with the screen as browsers take it, made by Vite where there is none of these sources yet, which takes a second or two.
 * It is named after what it was made of, so a build is never stale and never half there.
 */
export async function buildPage(): Promise<string> {
  const directory = join(built, sourcesHash())
  if (existsSync(directory)) return directory
  const unfinished = `${directory}.${process.pid}`
  await runVite(unfinished)
  // Another process may have been faster: then its build is the same.
  await rename(unfinished, directory).catch(() => rm(unfinished, { recursive: true, force: true }))
  await removeOthers(directory)
  return directory
}

async function runVite(outDir: string): Promise<void> {
  const cli = findVite()
  try {
    // In a process of its own: the bundler's memory goes when it is done.
    await promisify(execFile)(process.execPath, [cli, 'build', '--outDir', outDir, '--emptyOutDir'], {
      cwd: home,
      // Of the environment it takes nothing: under tests it would make a screen that keeps no worker.
      env: { NODE_ENV: 'production' },
      // Whoever waits for the screen is told by then.
      timeout: longestBuildMs,
    })
  } catch (cause) {
    const said = stripVTControlCharacters((cause as { stderr?: string }).stderr ?? '')
    throw new PageNotBuilt(`the screen cannot be built: ${said.trim() || cause}`)
  }
}

function findVite(): string {
  try {
    return join(dirname(findPackageJSON('vite', import.meta.url) ?? ''), 'bin/vite.js')
  } catch (cause) {
    throw new PageNotBuilt('the screen is not built, and Vite is not installed here to build it', { cause })
  }
}

/** What the screen is made of: its sources, how they are built, and the versions of its libraries. */
function sourcesHash(): string {
  const sources = globSync('src/browser/**/*.*', { cwd: home, exclude: ['**/*.test.*'] })
  const files = ['package.json', 'vite.config.ts', 'src/build-page.ts', ...sources.sort()]
  const hash = createHash('sha256')
  for (const file of files)
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(join(home, file)))
  return hash.digest('hex').slice(0, 16)
}

/** Longest that a build takes; what is unfinished after it was left behind by a process that was killed. */
const longestBuildMs = 60_000

async function removeOthers(directory: string): Promise<void> {
  for (const name of await readdir(built)) {
    const other = join(built, name)
    const begun = (await stat(other).catch(() => null))?.mtimeMs ?? 0
    const isUnderWay = name.includes('.') && Date.now() - begun < longestBuildMs
    if (other !== directory && !isUnderWay) await rm(other, { recursive: true, force: true })
  }
}
