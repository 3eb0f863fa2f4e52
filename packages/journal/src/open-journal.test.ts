import { execFile } from 'node:child_process'
import { readFile, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { journalContract } from './journal.contract.ts'
import { AppendFailed, type Journal, JournalInUse } from './journal.ts'
import { day, readingsDraft, start } from './testing/drafts.ts'
import { beginInDirectory, type DirectoryPlace } from './testing/place.ts'

journalContract('SQLite', beginInDirectory)
journalContract('SQLite, followed from disk', () => beginInDirectory({ tailBytes: 0 }))

describe('the journal in SQLite files', () => {
  let place: DirectoryPlace
  let journal: Journal

  beforeEach(async () => {
    place = await beginInDirectory()
    journal = await place.open([])
  })
  afterEach(async () => {
    await journal.close()
    await place.remove()
  })

  const names = async () => (await place.segments()).map((file) => basename(file))

  it('begins a file a day, by UTC, named for the day and its first offset', async () => {
    for (const which of [0, 0, 1, 3]) await journal.append(readingsDraft(which * day))
    expect(await names()).toEqual(['2026-11-24-0.db', '2026-11-25-2.db', '2026-11-27-3.db'])
  })

  it('stays in the newest file when the clock is put back', async () => {
    for (const which of [1, 0, 1]) await journal.append(readingsDraft(which * day))
    expect(await names()).toEqual(['2026-11-25-0.db'])
  })

  it('prunes files that no consumer is left to read, but never the newest', async () => {
    for (const which of [0, 1, 2]) await journal.append(readingsDraft(which * day))
    await journal.append(readingsDraft(2 * day + 1))
    expect(await journal.prune(start + 9 * day)).toBe(2)
    expect(await names()).toEqual(['2026-11-26-2.db'])
  })

  it('prunes by the days of the files, whatever one moment of a clock ahead has left in them', async () => {
    await Promise.all([journal.append(readingsDraft(0)), journal.append(readingsDraft(99 * day))])
    for (const which of [1, 2]) await journal.append(readingsDraft(which * day))
    expect(await journal.prune(start + day)).toBe(1)
    expect(await names()).toEqual(['2026-11-25-2.db', '2026-11-26-3.db'])
  })

  it('finds a time without decoding what came after a moment of a clock ahead', async () => {
    await Promise.all([journal.append(readingsDraft(0)), journal.append(readingsDraft(99 * day))])
    for (const which of [1, 1, 1]) await journal.append(readingsDraft(which * day))
    await journal.close()
    const [, newest = ''] = await place.segments()
    using database = new DatabaseSync(newest)
    database.exec(`UPDATE block SET lines = 'nobody looks' WHERE first < 4`)
    journal = await place.open([])
    expect(await journal.offsetAt(start + day)).toBe(1)
  })

  it('stays in a file of the far future until it is renamed to its true day', async () => {
    for (const which of [0, 99, 1]) await journal.append(readingsDraft(which * day))
    await journal.close()
    const [, future = ''] = await place.segments()
    await rename(future, join(dirname(future), '2026-11-25-1.db'))
    journal = await place.open([])
    await journal.append(readingsDraft(2 * day))
    expect(await names()).toEqual(['2026-11-24-0.db', '2026-11-25-1.db', '2026-11-26-3.db'])
    expect(await journal.verify()).toEqual({ entries: 4, broken: null })
  })

  it('can be read, and its hashes checked, without us', async () => {
    await journal.append(readingsDraft(1))
    await journal.append(readingsDraft(2))
    const [file = ''] = await place.segments()
    using database = new DatabaseSync(file, { readOnly: true })
    const [one, two] = database.prepare('SELECT hash, lines FROM block ORDER BY first').all()
    expect(JSON.parse(String(two?.['lines']))).toMatchObject({ kind: 'readings', point: 'outlet' })
    const script = 'printf "%s\\n%s\\n%s\\n" "$0" 1 "$1" | sha256sum'
    const sum = await promisify(execFile)('sh', [
      '-c',
      script,
      String(one?.['hash']),
      String(two?.['lines']).trimEnd(),
    ])
    expect(sum.stdout.split(' ')[0]).toBe(two?.['hash'])
  })

  it('is refused to a second writer, and free again after the first has closed', async () => {
    await expect(place.open([])).rejects.toThrow(JournalInUse)
    await journal.append(readingsDraft(1))
    await journal.close()
    journal = await place.open([])
    expect(journal.head()).toBe(1)
  })

  it('R6: a disk that never answers is told as one that cannot be written, until it answers', async () => {
    await journal.close()
    journal = await place.open([], { hangsAfterMs: 50 })
    const pipe = join(place.directory, 'journal', 'reserved.new')
    await promisify(execFile)('mkfifo', [pipe])
    const hanging = expect(journal.append(readingsDraft(0))).rejects.toThrow(AppendFailed)
    expect(journal.health()).toEqual({ writable: true })
    try {
      const reason = expect.stringContaining('under way for')
      await expect.poll(journal.health).toEqual({ writable: false, reason })
    } finally {
      await readFile(pipe)
    }
    await hanging
    await rm(pipe)
    await journal.append(readingsDraft(1))
    expect(journal.health()).toEqual({ writable: true })
  })

  it('R9: refuses what the disk cannot keep up with, rather than eat memory, and counts it nowhere', async () => {
    await journal.close()
    journal = await place.open([], { mostWaitingBytes: 100_000 })
    const seqs = Array.from({ length: 1_000 }, (_, seq) => seq)
    const outcomes = await Promise.allSettled(seqs.map((seq) => journal.append(readingsDraft(seq))))
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected')
    expect(refused.length).toBeGreaterThan(500)
    for (const { reason } of refused) expect(reason).toBeInstanceOf(AppendFailed)
    expect(journal.head()).toBe(1_000 - refused.length)
    expect(await journal.append(readingsDraft(1_000))).toBe(journal.head())
  })
})
