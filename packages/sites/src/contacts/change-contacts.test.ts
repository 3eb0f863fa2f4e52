import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Contact, SiteId } from '@jernih/domain'
import { createLog } from '@jernih/runtime'
import { expect, it, onTestFinished } from 'vitest'
import { openSites } from '../sites.ts'
import { replaceFile } from './replace-file.ts'

const id = SiteId.parse('mojokerto-batik')
const example = await readFile(new URL('../../../../sites/mojokerto-batik.yaml', import.meta.url), 'utf8')
const siti = Contact.parse({ name: 'Siti', role: 'operator', email: 'siti@example.org' })

async function opened(text = example) {
  const directory = await mkdtemp(join(tmpdir(), 'jernih-contacts-'))
  const file = join(directory, `${id}.yaml`)
  await writeFile(file, text, { mode: 0o640 })
  const sites = await openSites({ directory, log: createLog('silent') })
  onTestFinished(async () => {
    await sites.close()
    await rm(directory, { recursive: true })
  })
  const { version = '' } = (await sites.contacts(id)) ?? {}
  return { directory, file, sites, version }
}

it('is on disk and taken up when it answers, with the file’s permissions and nothing beside it', async () => {
  const { directory, file, sites, version } = await opened()
  const outcome = await sites.changeContacts(id, { contacts: [siti], version })
  expect(outcome).toMatchObject({ status: 'written', contacts: [siti] })
  expect(sites.get(id)?.contacts).toEqual([siti])
  expect(await sites.contacts(id)).toEqual({
    contacts: [siti],
    version: (outcome as { version: string }).version,
  })
  expect((await stat(file)).mode & 0o777).toBe(0o640)
  expect(await readdir(directory)).toEqual([`${id}.yaml`])
})

it('lets one of two who change the same file at once win, and tells the other', async () => {
  const { sites, version } = await opened()
  const change = (name: string) => sites.changeContacts(id, { contacts: [{ ...siti, name }], version })
  const outcomes = await Promise.all([change('Siti'), change('Budi')])
  expect(outcomes.map((outcome) => outcome?.status)).toEqual(['written', 'changed'])
  expect(sites.get(id)?.contacts.map(({ name }) => name)).toEqual(['Siti'])
})

it('writes nothing over what somebody changed by hand meanwhile', async () => {
  const { file, sites, version } = await opened()
  await writeFile(file, `${example}# by hand\n`)
  expect(await sites.changeContacts(id, { contacts: [siti], version })).toEqual({ status: 'changed' })
  expect(await readFile(file, 'utf8')).toBe(`${example}# by hand\n`)
})

it('writes nothing into a file that is broken, and says what is wrong with it', async () => {
  const { file, sites } = await opened()
  const broken = example.replace('dischargePerDay: 2', 'dischargePerDay: two')
  await writeFile(file, broken)
  const now = await sites.contacts(id)
  expect(now?.contacts).toHaveLength(3)
  const outcome = await sites.changeContacts(id, { contacts: [siti], version: now?.version ?? '' })
  expect(outcome).toEqual({
    status: 'broken',
    mistakes: [expect.stringContaining('limits.dischargePerDay: expected number')],
  })
  expect(await readFile(file, 'utf8')).toBe(broken)
})

it('refuses two of one name, since a message to the second would be taken for one to the first', async () => {
  const { file, sites, version } = await opened()
  expect(await sites.changeContacts(id, { contacts: [siti, siti], version })).toEqual({
    status: 'refused',
    complaints: [{ path: ['contacts', 1, 'name'], expected: 'expected a name that no other contact has' }],
  })
  expect(await readFile(file, 'utf8')).toBe(example)
})

it('replaces what a link leads to, not the link', async () => {
  const { directory, file, sites } = await opened()
  const elsewhere = join(directory, 'kept.txt')
  await writeFile(elsewhere, example)
  await rm(file)
  await symlink(elsewhere, file)
  const { version = '' } = (await sites.contacts(id)) ?? {}
  expect(await sites.changeContacts(id, { contacts: [siti], version })).toMatchObject({ status: 'written' })
  expect(await readFile(elsewhere, 'utf8')).toContain('siti@example.org')
})

it('knows nothing of a site that is not there', async () => {
  const { sites, version } = await opened()
  const other = SiteId.parse('laweyan')
  expect(await sites.contacts(other)).toBeNull()
  expect(await sites.changeContacts(other, { contacts: [], version })).toBeNull()
})

it('says so where the directory cannot be written, and leaves the file as it was', async () => {
  const { directory, file, sites, version } = await opened()
  // For root, whom no permission stops.
  await mkdir(join(directory, `.${id}.yaml.new`))
  const outcome = await sites.changeContacts(id, { contacts: [siti], version })
  expect(outcome).toEqual({ status: 'unwritable', reason: expect.stringContaining('EISDIR') })
  expect(await readFile(file, 'utf8')).toBe(example)
})

it('replaces no other text than the one that was read, as of a hand that writes at the same moment', async () => {
  const { directory, file } = await opened()
  await writeFile(file, `${example}# by hand\n`)
  expect(await replaceFile(file, { from: example, to: 'id: other\n' })).toBe(false)
  expect(await readFile(file, 'utf8')).toBe(`${example}# by hand\n`)
  expect(await readdir(directory)).toEqual([`${id}.yaml`])
})
