import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { isDeepStrictEqual } from 'node:util'
import type { Contact, Site } from '@jernih/domain'
import type { Complaint } from '../complaint.ts'
import { parseSite } from '../parse-site.ts'
import { replaceFile } from './replace-file.ts'
import { writeContacts } from './write-contacts.ts'

/** Whom a site's file names, and which text of that file says so. */
export interface SiteContacts {
  contacts: readonly Contact[]
  /** Another one with each change of the file. */
  version: string
}

export type ChangedContacts =
  | ({ status: 'written' } & SiteContacts)
  /** The file is no longer the one of that version. */
  | { status: 'changed' }
  /** What is wrong with the contacts. */
  | { status: 'refused'; complaints: Complaint[] }
  /** The file itself has to be mended by hand before. */
  | { status: 'broken'; mistakes: string[] }
  /** The system's own words. */
  | { status: 'unwritable'; reason: string }

/** Those that the file names now, or, where it is broken, those of the site that stands. */
export async function readContacts(file: string, standing: Site): Promise<SiteContacts> {
  const text = await readFile(file, 'utf8')
  const parsed = parseSite(file, text)
  const { contacts } = 'site' in parsed ? parsed.site : standing
  return { contacts, version: versionOf(text) }
}

/** Writes them into the file and changes nothing else of it; nothing is written unless all is well. */
export async function changeContacts(
  file: string,
  { contacts, version }: SiteContacts,
): Promise<ChangedContacts> {
  const complaints = contactComplaints(contacts)
  if (complaints.length > 0) return { status: 'refused', complaints }
  const text = await readFile(file, 'utf8')
  if (versionOf(text) !== version) return { status: 'changed' }
  const before = parseSite(file, text)
  if ('mistakes' in before) return { status: 'broken', mistakes: before.mistakes }
  const asked = { ...before.site, contacts: [...contacts] }
  const written = attempt(text, contacts)
  if (written instanceof Error) return { status: 'broken', mistakes: [`${file}: ${written.message}`] }
  const after = parseSite(file, written)
  if ('mistakes' in after) return { status: 'broken', mistakes: after.mistakes }
  if (!isDeepStrictEqual(after.site, asked)) {
    return { status: 'broken', mistakes: [`${file}: contacts: expected a list that can be changed alone`] }
  }
  try {
    if (!(await replaceFile(file, { from: text, to: written }))) return { status: 'changed' }
  } catch (error) {
    return { status: 'unwritable', reason: (error as Error).message }
  }
  return { status: 'written', contacts, version: versionOf(written) }
}

/** By their names messages are known, and one that comes twice is sent once. */
function contactComplaints(contacts: readonly Contact[]): Complaint[] {
  const names = contacts.map(({ name }) => name)
  return names.flatMap((name, index) =>
    names.indexOf(name) === index
      ? []
      : [{ path: ['contacts', index, 'name'], expected: 'expected a name that no other contact has' }],
  )
}

function attempt(text: string, contacts: readonly Contact[]): string | Error {
  try {
    return writeContacts(text, contacts)
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

function versionOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}
