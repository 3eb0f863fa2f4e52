import { existsSync } from 'node:fs'
import { mkdir, open, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { createLog } from '@jernih/runtime'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Journal } from './journal.ts'
import { day, readingsDraft, start } from './testing/drafts.ts'
import { entriesOf, plain } from './testing/follow.ts'
import { beginInDirectory, type DirectoryPlace } from './testing/place.ts'

const perDay = 500

describe('a journal with a damaged file', () => {
  let place: DirectoryPlace
  let journal: Journal
  let written: unknown[]

  /** Two days, in many blocks each; the consumer has read all of it. */
  beforeEach(async () => {
    place = await beginInDirectory()
    journal = await place.open(['watch'])
    for (let seq = 0; seq < 2 * perDay; seq += 10) {
      const at = Math.floor(seq / perDay) * day + seq
      await Promise.all(Array.from({ length: 10 }, (_, i) => journal.append(readingsDraft(at + i))))
    }
    written = (await entriesOf(journal)).map(plain)
    await journal.advance('watch', 2 * perDay)
    await journal.close()
  })
  afterEach(async () => {
    await journal.close()
    await place.remove()
  })

  async function newest(): Promise<string> {
    return (await place.segments()).at(-1) ?? ''
  }
  async function overwrite(from: (size: number) => number, length: (size: number) => number): Promise<void> {
    const file = await open(await newest(), 'r+')
    const { size } = await file.stat()
    await file.write(Buffer.alloc(Math.floor(length(size)), 7), 0, undefined, Math.floor(from(size)))
    await file.close()
  }
  function alter(file: string, sql: string): void {
    using database = new DatabaseSync(file)
    database.exec(sql)
  }

  const damages: { damage: string; kept: number; harm(): Promise<void> | void }[] = [
    {
      damage: 'cut in half',
      kept: perDay + 1,
      harm: async () => truncate(await newest(), (await stat(await newest())).size / 2),
    },
    {
      damage: 'overwritten at its end',
      kept: perDay + 1,
      harm: () =>
        overwrite(
          (size) => size * 0.7,
          (size) => size * 0.3,
        ),
    },
    {
      damage: 'overwritten at its start',
      kept: perDay,
      harm: () =>
        overwrite(
          () => 0,
          () => 4_096,
        ),
    },
    { damage: 'emptied', kept: perDay, harm: async () => truncate(await newest(), 0) },
    {
      damage: 'replaced by another',
      kept: perDay,
      harm: async () => writeFile(await newest(), 'not a database'),
    },
    {
      damage: 'without its last block',
      kept: 2 * perDay - 10,
      harm: async () => alter(await newest(), `DELETE FROM block WHERE first = ${2 * perDay - 10}`),
    },
    {
      damage: 'altered in its last block',
      kept: 2 * perDay - 10,
      harm: async () =>
        alter(
          await newest(),
          `UPDATE block SET lines = replace(lines, '96.4', '46.4') WHERE first = ${2 * perDay - 10}`,
        ),
    },
  ]

  it.each(damages)(
    'keeps what comes before, leaves the file, and goes on: $damage',
    async ({ harm, kept }) => {
      await harm()
      const damaged = await newest()
      const bytes = await readFile(damaged)
      journal = await place.open(['watch'])
      const resumed = await journal.append(readingsDraft(3 * day))
      expect(journal.cursor('watch')).toBeLessThan(resumed)
      const entries = await entriesOf(journal)
      expect(entries.length).toBeGreaterThan(kept)
      expect(entries.slice(0, -1).map(plain)).toEqual(written.slice(0, entries.length - 1))
      expect(entries.at(-1)).toMatchObject({
        offset: resumed - 1,
        receivedAt: readingsDraft(3 * day).receivedAt,
      })
      const left = await readFile(existsSync(damaged) ? damaged : `${damaged}.damaged`)
      expect(left.equals(bytes)).toBe(true)
    },
  )

  it('never gives the offset of a lost entry to another, so that no consumer passes over it', async () => {
    await truncate(await newest(), 0)
    journal = await place.open(['watch'])
    const resumed = await journal.append(readingsDraft(3 * day))
    expect(resumed).toBeGreaterThan(2 * perDay + 1)
    expect(await entriesOf(journal, 2 * perDay)).toHaveLength(1)
    await journal.close()
    journal = await place.open(['watch'])
    expect(journal.head()).toBe(resumed)
    expect(await journal.append(readingsDraft(3 * day + 1))).toBe(resumed + 1)
  })

  it('tells of the loss when it is verified, and finds the rest of the chain whole', async () => {
    await truncate(await newest(), 0)
    journal = await place.open(['watch'])
    await journal.append(readingsDraft(3 * day))
    const { entries, broken } = await journal.verify()
    expect(entries).toBe(perDay + 1)
    expect(broken).toMatchObject({
      offset: perDay,
      reason: expect.stringMatching(/were lost with a damaged file, with 1500 readings as far as is known$/),
    })
  })

  it('R3: counts on what was lost, at any offset, and again after the next start', async () => {
    alter(await newest(), `DELETE FROM block WHERE first = ${2 * perDay - 10}`)
    journal = await place.open(['watch'])
    const [before, behind] = [
      { accepted: 3 * (2 * perDay - 10), rejected: 0 },
      { accepted: 3 * 2 * perDay, rejected: 0 },
    ]
    const count = async () => [
      await journal.totals(2 * perDay - 10),
      await journal.totals(2 * perDay),
      await journal.totals(),
    ]
    expect(await count()).toEqual([before, behind, behind])
    await journal.close()
    journal = await place.open(['watch'])
    expect(await count()).toEqual([before, behind, behind])
    await journal.append(readingsDraft(3 * day))
    expect(await journal.totals()).toEqual({ accepted: behind.accepted + 3, rejected: 0 })
  })

  it.each([
    { story: 'is gone', harm: (tally: string) => rm(tally) },
    {
      story: 'was altered',
      harm: (tally: string) => writeFile(tally, '9999 9999 9999 9999'.padEnd(63).concat('\n')),
    },
    {
      story: 'cannot be read',
      harm: async (tally: string) => {
        await rm(tally)
        await mkdir(tally)
      },
    },
  ])('counts no more than what it can prove, where its tally $story', async ({ harm }) => {
    await truncate(await newest(), 0)
    await harm(join(place.directory, 'journal', 'tally'))
    journal = await place.open(['watch'])
    expect(await journal.totals()).toEqual({ accepted: 3 * perDay, rejected: 0 })
  })

  it('says where an older file that was cut short begins to be broken', async () => {
    const [oldest = ''] = await place.segments()
    await truncate(oldest, 6_000)
    journal = await place.open(['watch'])
    expect(await journal.verify()).toMatchObject({ entries: 0, broken: { offset: 0 } })
  })

  it.each([
    {
      what: 'a digit of a payload',
      sql: `UPDATE block SET lines = replace(lines, '96.4', '96.3') WHERE first = 20`,
    },
    { what: 'a count', sql: 'UPDATE block SET accepted_total = accepted_total - 1 WHERE first = 20' },
    { what: 'a removed block', sql: 'DELETE FROM block WHERE first = 10', offset: 10 },
    { what: 'a removed end', sql: `DELETE FROM block WHERE first = ${perDay - 10}`, offset: perDay - 10 },
  ])('R12: finds $what changed', async ({ sql, offset = 20 }) => {
    const [oldest = ''] = await place.segments()
    alter(oldest, sql)
    journal = await place.open(['watch'])
    expect((await journal.verify()).broken).toMatchObject({ offset })
  })

  /** A page's first byte, as SQLite's format has it; an overflow page begins with a page number. */
  const pages = { leaf: 13, interior: 5, overflow: 0 }

  /** Overwrites one page of that kind in the older file, the middle one of them. */
  async function overwritePage(kind: keyof typeof pages): Promise<void> {
    const [oldest = ''] = await place.segments()
    const bytes = await readFile(oldest)
    const places = Array.from({ length: bytes.length / 4_096 }, (_, page) => page * 4_096)
    const ofKind = places.filter((at) => bytes[at] === pages[kind])
    const at = ofKind[ofKind.length >> 1]
    if (at === undefined) throw new Error(`there is no ${kind} page`)
    await writeFile(oldest, bytes.fill(7, at, at + 4_096))
  }

  it.each([
    { kind: 'leaf', atMost: 100 },
    { kind: 'overflow', atMost: 10 },
    { kind: 'interior', atMost: perDay },
  ] as const)(
    'passes over a page that cannot be read, for whoever follows, and tells of it once: $kind',
    async ({ kind, atMost }) => {
      await overwritePage(kind)
      const told: { from: number; resumesAt: number }[] = []
      const log = createLog('error', { write: (line) => told.push(JSON.parse(line)) })
      journal = await place.open(['watch'], { log })
      const entries = (await entriesOf(journal)).map(plain)
      const { from, resumesAt } = told[0] ?? { from: 0, resumesAt: 0 }
      expect(resumesAt - from).toBeGreaterThan(0)
      expect(resumesAt - from).toBeLessThanOrEqual(atMost)
      expect(entries).toEqual([...written.slice(0, from), ...written.slice(resumesAt)])
      expect((await entriesOf(journal, from + 1)).map(plain)).toEqual(written.slice(resumesAt))
      expect(told).toHaveLength(1)
      expect((await journal.verify()).broken).toMatchObject({ offset: from })
    },
  )

  it.each(['leaf', 'overflow', 'interior'] as const)(
    'finds times around a page that cannot be read: %s',
    async (kind) => {
      await overwritePage(kind)
      journal = await place.open(['watch'])
      const readable = await entriesOf(journal)
      const found = await Promise.all(readable.map(({ receivedAt }) => journal.offsetAt(receivedAt)))
      expect(found).toEqual(readable.map(({ offset }) => offset))
    },
  )

  it('passes over a block whose lines are no entries, and hands out one that can still be decoded', async () => {
    const [oldest = ''] = await place.segments()
    alter(oldest, `UPDATE block SET lines = replace(lines, '96.4', '96.3') WHERE first = 20`)
    alter(oldest, `UPDATE block SET lines = replace(lines, '{"kind"', '{kind') WHERE first IN (40, 50)`)
    journal = await place.open(['watch'])
    const entries = await entriesOf(journal)
    expect(entries.map(({ offset }) => offset)).toEqual(
      Array.from({ length: 2 * perDay }, (_, offset) => offset).filter((o) => o < 40 || o >= 60),
    )
    expect(plain(entries[20])).not.toEqual(written[20])
    expect((await journal.verify()).broken).toMatchObject({ offset: 20 })
  })

  it('passes over a whole file that cannot be read', async () => {
    const [oldest = ''] = await place.segments()
    await writeFile(oldest, 'not a database')
    journal = await place.open(['watch'])
    expect((await entriesOf(journal)).map(plain)).toEqual(written.slice(perDay))
    expect(await journal.offsetAt(0)).toBe(perDay)
    expect(await journal.rejected({ limit: 1 })).toEqual([])
  })

  it('verifies to the broken place, where a whole file cannot be read', async () => {
    const [oldest = ''] = await place.segments()
    await writeFile(oldest, 'not a database')
    journal = await place.open(['watch'])
    expect(await journal.verify()).toEqual({
      entries: 0,
      broken: { offset: 0, reason: expect.stringContaining('not a database') },
    })
  })

  it('prunes an old file though it cannot be read, and harms no other', async () => {
    journal = await place.open(['watch'])
    await journal.advance('watch', await journal.append(readingsDraft(2 * day)))
    await journal.close()
    const [, middle = '', newest] = await place.segments()
    await writeFile(middle, 'not a database')
    journal = await place.open(['watch'])
    expect(await journal.prune(start + 9 * day)).toBe(2)
    expect(await journal.append(readingsDraft(2 * day + 1))).toBe(2 * perDay + 2)
    expect(await place.segments()).toEqual([newest])
    expect(await journal.verify()).toEqual({ entries: 2, broken: null })
  })
})
