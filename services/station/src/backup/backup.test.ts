import { execFile } from 'node:child_process'
import {
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type Journal, openJournal } from '@jernih/journal'
import { createLog } from '@jernih/runtime'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readManifest } from './manifest.ts'

let place: string
let data: string
let target: string
let journal: Journal
beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), 'jernih-backup-'))
  data = join(place, 'data')
  target = join(place, 'backups', 'monday')
  journal = await openJournal({ directory: data, log: createLog('silent'), consumers: [] })
  for (let n = 0; n < 5; n++) await journal.append({ kind: 'clock', receivedAt: 1_000 * n, event: 'tick' })
  await writeFile(join(data, 'admin-token'), 'a-token-for-tests-of-32-characters!!\n', { mode: 0o600 })
})
afterEach(async () => {
  await journal.close()
  await rm(place, { recursive: true })
})

/** What `pnpm backup` or `pnpm restore` says, and its exit code. */
function jernih(words: string[], environment: Record<string, string> = {}) {
  return new Promise<{ code: number; said: string }>((resolve) => {
    const child = execFile(
      process.execPath,
      [join(import.meta.dirname, 'main.ts'), ...words],
      { env: { JERNIH_DATA_DIR: data, ...environment } },
      (_, stdout, stderr) => resolve({ code: child.exitCode ?? -1, said: stdout + stderr }),
    )
  })
}

const backup = (environment = {}) => jernih(['backup', target], environment)
const restoreInto = (directory: string) => jernih(['restore', target], { JERNIH_DATA_DIR: directory })
const permissions = async (file: string) => (await stat(file)).mode & 0o777

/** Every file below the directory, by its path. */
async function filesBelow(directory: string): Promise<string[]> {
  const found = await readdir(directory, { recursive: true, withFileTypes: true })
  return found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}

describe('pnpm backup', () => {
  it('copies an open journal, says up to where, and what is not in it', async () => {
    const { code, said } = await backup()
    expect({ code, said }).toEqual({
      code: 0,
      said: expect.stringContaining('entries of the journal below 5.'),
    })
    expect(said).toContain('Not in it: the sites (JERNIH_SITES_DIR)')
    expect(said).not.toContain('InfluxDB')
    const { files, journals } = await readManifest(target)
    expect(journals).toEqual([{ record: '.', head: 5 }])
    expect(files.map(({ path }) => path)).toEqual([
      'admin-token',
      expect.stringMatching(/^journal\/1970-01-01-0\.db$/),
      'journal/reserved',
    ])
  })

  it('holds nothing that is ahead of its journal, though new days begin while it copies', async () => {
    const alarms = new DatabaseSync(join(data, 'alarms.db'))
    alarms.exec(
      'PRAGMA journal_mode = WAL; CREATE TABLE progress (cursor INTEGER); INSERT INTO progress VALUES (0)',
    )
    let copying = true
    const copied = backup().finally(() => (copying = false))
    for (let day = 1; copying; day++) {
      const next = await journal.append({ kind: 'clock', receivedAt: day * 86_400_000, event: 'tick' })
      alarms.exec(`UPDATE progress SET cursor = ${next}`)
    }
    alarms.close()
    expect(await copied).toEqual({ code: 0, said: expect.stringContaining('entries of the journal below') })
    using copy = new DatabaseSync(join(target, 'files', 'alarms.db'))
    const cursor = Number(copy.prepare('SELECT cursor FROM progress').get()?.['cursor'])
    const [{ head } = { head: null }] = (await readManifest(target)).journals
    expect(cursor).toBeGreaterThan(5)
    expect(head).toBeGreaterThanOrEqual(cursor)
  })

  it('says that what is in InfluxDB is not in it', async () => {
    const { said } = await backup({ STORE: 'influx1' })
    expect(said).toContain('Nor the data in InfluxDB: where they are lost, the station writes them again')
  })

  it('is its owner’s alone, and leaves nothing beside it', async () => {
    await backup()
    expect(await permissions(target)).toBe(0o700)
    for (const file of await filesBelow(target))
      expect([file, await permissions(file)]).toEqual([file, 0o600])
    expect(await readdir(join(place, 'backups'))).toEqual(['monday'])
  })

  it('copies a damaged day as it is, beside the days that are whole', async () => {
    await journal.append({ kind: 'clock', receivedAt: 86_400_000, event: 'tick' })
    await journal.close()
    await truncate(join(data, 'journal', '1970-01-01-0.db'), 6_000)
    expect(await backup()).toMatchObject({ code: 0 })
    const { code, said } = await restoreInto(join(place, 'new'))
    expect({ code, said }).toEqual({ code: 1, said: expect.stringContaining('Broken at entry 0') })
    expect(await readdir(join(place, 'new', 'journal'))).toContain('1970-01-02-5.db')
  })

  it.each([
    { story: 'a place that is taken', to: () => data, says: 'exists already and stays as it is' },
    {
      story: 'a place in the data directory',
      to: () => join(data, 'copy'),
      says: 'lies in the data directory',
    },
  ])('refuses $story', async ({ to, says }) => {
    expect(await jernih(['backup', to()])).toEqual({ code: 2, said: expect.stringContaining(says) })
  })

  it('copies the file that a link leads to, and refuses a link to a folder', async () => {
    await writeFile(join(place, 'elsewhere'), 'kept')
    await symlink(join(place, 'elsewhere'), join(data, 'linked'))
    expect(await backup()).toMatchObject({ code: 0 })
    expect(await readFile(join(target, 'files', 'linked'), 'utf8')).toBe('kept')
    await symlink(place, join(data, 'folder'))
    const { code, said } = await jernih(['backup', join(place, 'backups', 'tuesday')])
    expect({ code, said }).toEqual({ code: 2, said: expect.stringContaining('folder is a link to a folder') })
  })

  it('refuses where there is no journal, and makes nothing', async () => {
    const none = join(place, 'none')
    expect(await backup({ JERNIH_DATA_DIR: none })).toEqual({ code: 2, said: `${none} holds no journal\n` })
    expect(await readdir(place)).toEqual(['data'])
  })

  it.each([
    [[]],
    [['backup']],
    [['restore']],
    [['backup', '--all']],
    [['backup', 'a', 'b']],
    [['forget', 'a']],
  ])('answers %j with how it is used', async (words) => {
    expect(await jernih(words)).toEqual({ code: 2, said: expect.stringContaining('pnpm restore <backup>') })
  })
})

describe('pnpm restore', () => {
  it('puts everything back, with who may read it, and walks the chain', async () => {
    await backup()
    const directory = join(place, 'new')
    const { code, said } = await restoreInto(directory)
    expect({ code, said }).toEqual({
      code: 0,
      said: expect.stringContaining('5 entries of the journal, up to 5'),
    })
    expect((await readdir(directory)).sort()).toEqual(['admin-token', 'journal'])
    expect(await permissions(join(directory, 'admin-token'))).toBe(0o600)
    const again = await openJournal({ directory, log: createLog('silent'), consumers: [] })
    expect([await again.verify(), again.head()]).toEqual([{ entries: 5, broken: null }, 5])
    await again.close()
  })

  it('R12: finds one changed byte in whatever file of a backup, names it, and restores nothing', async () => {
    await backup()
    const [whole, directory] = [join(place, 'whole'), join(place, 'new')]
    await cp(target, whole, { recursive: true })
    for (const file of await filesBelow(target)) {
      const bytes = await readFile(file)
      const middle = bytes.length >> 1
      bytes[middle] = (bytes[middle] ?? 0) ^ 1
      await writeFile(file, bytes)
      const { code, said } = await restoreInto(directory)
      expect({ code, said }).toEqual({ code: 2, said: expect.stringMatching(/not as it was written/) })
      expect(said).toContain(file.slice(file.lastIndexOf('/') + 1))
      await cp(whole, target, { recursive: true })
    }
    await expect(readdir(directory)).rejects.toThrow('ENOENT')
    expect(await restoreInto(directory)).toMatchObject({ code: 0 })
  })

  it('names every file that is missing or cut short', async () => {
    await backup()
    await rm(join(target, 'files', 'admin-token'))
    await truncate(join(target, 'files', 'journal', 'reserved'), 1)
    const { said } = await restoreInto(join(place, 'new'))
    expect(said).toContain('admin-token: it is missing')
    expect(said).toMatch(/journal\/reserved: it has 1 bytes, not \d/)
  })

  it('refuses what is no backup', async () => {
    await mkdir(target, { recursive: true })
    const said = `${target} is no backup: ${target}/manifest.json cannot be read (ENOENT)\n`
    expect(await restoreInto(join(place, 'new'))).toEqual({ code: 2, said })
  })

  it('leaves a data directory alone that holds anything', async () => {
    await backup()
    const before = await filesBelow(data)
    expect(await restoreInto(data)).toEqual({
      code: 2,
      said: expect.stringContaining(`${data} is not empty`),
    })
    expect(await filesBelow(data)).toEqual(before)
  })

  it('says that a chain was broken already when it was backed up, and restores what there is', async () => {
    await journal.close()
    const database = new DatabaseSync(join(data, 'journal', '1970-01-01-0.db'))
    database.exec(`UPDATE block SET lines = replace(lines, '2000', '2001') WHERE first = 2`)
    database.close()
    await backup()
    const { code, said } = await restoreInto(join(place, 'new'))
    expect({ code, said }).toEqual({
      code: 1,
      said: expect.stringContaining('Broken at entry 2: the block is not what was written. It was so when'),
    })
  })
})
