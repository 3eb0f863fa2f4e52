import { isDeepStrictEqual } from 'node:util'
import type { Site, SiteId } from '@jernih/domain'
import type { Closable, Log } from '@jernih/runtime'
import {
  type ChangedContacts,
  changeContacts,
  readContacts,
  type SiteContacts,
} from './contacts/change-contacts.ts'
import { readSiteFiles } from './site-files.ts'
import { watchDirectory } from './watch-directory.ts'

/** The sites as their files say now. A broken file keeps the site as it was, and the mistake is told. */
export interface Sites extends Closable {
  all(): readonly Site[]
  get(id: SiteId): Site | undefined
  /** One a mistake: its file, line, path and what was expected there. Empty when all is well. */
  mistakes(): readonly string[]
  /** Called after a file's change has been taken up: `null` when the site's file was removed. */
  onChange(listener: (id: SiteId, site: Site | null) => void): void
  /** Null where there is no such site. */
  contacts(id: SiteId): Promise<SiteContacts | null>
  /** Resolves once they are in the site's file, on disk, and taken up from it. Null where there is no such site. */
  changeContacts(id: SiteId, to: SiteContacts): Promise<ChangedContacts | null>
}

/** Not one file of the directory describes a site; the message has each mistake. */
export class NoSites extends Error {
  override name = 'NoSites'
}

/** A site and the file that it comes from. */
interface Held {
  file: string
  site: Site
}

/**
 * Opens a directory of site files, `{id}.yaml`, and follows its changes. Files with mistakes are told in the log and left out;
 * throws {@link NoSites} where none is left.
 */
export async function openSites({ directory, log }: { directory: string; log: Log }): Promise<Sites> {
  const listeners: ((id: SiteId, site: Site | null) => void)[] = []
  let held = new Map<SiteId, Held>()
  let mistakes: string[] = []
  let working: Promise<unknown> = Promise.resolve()

  /** Looking at the files and writing them, one at a time. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = working.then(work, work)
    working = done.catch(() => undefined)
    return done
  }

  async function scan() {
    const before = held
    const found = await takeUp(directory, before)
    held = found.held
    for (const mistake of found.mistakes)
      if (!mistakes.includes(mistake)) log.warn({ mistake }, 'a site file has a mistake')
    mistakes = found.mistakes
    for (const [id, { site }] of held) {
      if (!isDeepStrictEqual(before.get(id)?.site, site)) tell(id, site)
    }
    for (const id of before.keys()) if (!held.has(id)) tell(id, null)
  }

  function tell(id: SiteId, site: Site | null) {
    log.info({ site: id }, site === null ? 'site removed' : 'site taken up')
    for (const listener of listeners) listener(id, site)
  }

  const watching = await watchDirectory(directory, { onChange: () => inTurn(scan), log })
  try {
    await scan()
    if (held.size === 0) throw new NoSites(noSites(directory, mistakes))
  } catch (error) {
    await watching.close()
    throw error
  }

  return {
    all: () => [...held.values()].map(({ site }) => site),
    get: (id) => held.get(id)?.site,
    mistakes: () => mistakes,
    onChange(listener) {
      listeners.push(listener)
    },
    async contacts(id) {
      const found = held.get(id)
      return found ? readContacts(found.file, found.site) : null
    },
    changeContacts: (id, to) =>
      inTurn(async () => {
        const found = held.get(id)
        if (!found) return null
        const outcome = await changeContacts(found.file, to)
        if (outcome.status === 'written') await scan()
        return outcome
      }),
    async close() {
      await watching.close()
      await working
    },
  }
}

/** The sites of all sound files, and of each broken file the site that it gave before. */
async function takeUp(
  directory: string,
  before: ReadonlyMap<SiteId, Held>,
): Promise<{ held: Map<SiteId, Held>; mistakes: string[] }> {
  const held = new Map<SiteId, Held>()
  const mistakes: string[] = []
  const broken = new Set<string>()
  for (const { file, parsed } of await readSiteFiles(directory)) {
    if ('mistakes' in parsed) {
      mistakes.push(...parsed.mistakes)
      broken.add(file)
      continue
    }
    const { site } = parsed
    const other = held.get(site.id)
    if (other) mistakes.push(`${file}: id: expected an id of its own, ${site.id} is in ${other.file}`)
    else held.set(site.id, { file, site })
  }
  for (const [id, old] of before) if (broken.has(old.file) && !held.has(id)) held.set(id, old)
  return { held, mistakes }
}

function noSites(directory: string, mistakes: readonly string[]): string {
  if (mistakes.length === 0) return `${directory}: expected at least one site file, {id}.yaml`
  return `${directory}: no site file is sound:\n${mistakes.map((mistake) => `  ${mistake}`).join('\n')}`
}
