import { execFile } from 'node:child_process'
import { mkdtemp, rm, rmdir, stat, statfs, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { promisify } from 'node:util'
import { describe, expect, it, vi } from 'vitest'
import { AppendFailed } from './journal.ts'
import { readingsDraft } from './testing/drafts.ts'
import { entriesOf } from './testing/follow.ts'
import { beginInDirectory } from './testing/place.ts'

const run = promisify(execFile)

/** Only root may mount a small disk that can be filled without harm; with `CI=true` that is required. */
function mayMount(): boolean {
  if (process.platform === 'linux' && process.getuid?.() === 0) return true
  if (process.env['CI'] === 'true')
    throw new Error('not root on Linux, and CI=true allows no test to be skipped')
  process.stderr.write('NOT RUN: the journal on a full disk, which needs root on Linux\n')
  return false
}

/** In memory; taken off at the end. */
async function mountDisk(megabytes: number): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'jernih-disk-'))
  await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path])
  return {
    path,
    async [Symbol.asyncDispose]() {
      await run('umount', [path])
      await rmdir(path)
    },
  }
}

describe.skipIf(!mayMount())('a journal on a full disk', () => {
  it('R6: refuses appends and says why, then goes on by itself, without a gap and with nothing half written', async () => {
    await using disk = await mountDisk(4)
    const place = await beginInDirectory({ directory: disk.path })
    const journal = await place.open(['watch'])
    const filler = join(disk.path, 'filler')
    const payload = Buffer.alloc(100_000, ' ')
    let seq = 0
    const resolved: number[] = []
    const append = async () => {
      const own = seq++
      await journal.append(readingsDraft(own, { payload }))
      resolved.push(own)
    }
    await append()
    await writeFile(filler, Buffer.alloc(2 << 20))

    await expect(async () => {
      while (true) await append()
    }).rejects.toThrow(AppendFailed)
    expect(journal.health()).toEqual({ writable: false, reason: expect.stringMatching(/full/) })
    await expect(append()).rejects.toThrow(/full/)
    expect(await entriesOf(journal)).toHaveLength(resolved.length)

    await rm(filler)
    await vi.waitFor(append)
    expect(journal.health()).toEqual({ writable: true })
    await journal.advance('watch', journal.head())
    await journal.close()
    const anew = await place.open(['watch'])
    expect(anew.head()).toBe(resolved.length)
    expect(await anew.verify()).toEqual({ entries: resolved.length, broken: null })
    await anew.close()
  })

  it('R6: outlives that the index of its WAL cannot grow, which SQLite keeps in mapped memory', async () => {
    await using disk = await mountDisk(64)
    const place = await beginInDirectory({ directory: disk.path })
    const journal = await place.open([])
    let seq = 0
    const append = (bytes: number) =>
      journal.append(readingsDraft(seq++, { payload: Buffer.alloc(bytes, ' ') }))
    await append(1)
    const [segment = ''] = await place.segments()
    const frames = async () => (await stat(`${segment}-wal`)).size / frameBytes
    const indexBytes = async () => (await stat(`${segment}-shm`)).size

    // Whoever reads an old state keeps the WAL from beginning anew.
    using reader = new DatabaseSync(segment, { readOnly: true })
    reader.exec('BEGIN; SELECT count(*) FROM block')
    while ((await frames()) < framesOfFirstIndex - 60) await append(100_000)
    while ((await frames()) < framesOfFirstIndex - 5) await append(1)
    expect(await indexBytes()).toBe(pageBytes * 8)
    const filler = join(disk.path, 'filler')
    const { bavail } = await statfs(disk.path)
    await writeFile(filler, Buffer.alloc((bavail - 7) * pageBytes))

    await expect(async () => {
      while (true) await append(1)
    }).rejects.toThrow(/disk I\/O error/)
    expect(journal.health()).toMatchObject({ writable: false })
    await rm(filler)
    reader.exec('COMMIT')
    await vi.waitFor(() => append(1))
    expect(journal.health()).toEqual({ writable: true })
    expect(await journal.verify()).toMatchObject({ broken: null })
    await journal.close()
  })
})

const pageBytes = 4_096
const frameBytes = pageBytes + 24
/** SQLite’s index of a WAL grows by eight pages; the first of these holds so many frames. */
const framesOfFirstIndex = 4_062
