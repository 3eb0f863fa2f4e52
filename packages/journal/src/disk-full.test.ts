import { execFile } from 'node:child_process'
import { mkdtemp, rm, rmdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
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

describe.skipIf(!mayMount())('a journal on a full disk', () => {
  let disk: string
  beforeAll(async () => {
    disk = await mkdtemp(join(tmpdir(), 'jernih-disk-'))
    await run('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', disk])
  })
  afterAll(async () => {
    await run('umount', [disk])
    await rmdir(disk)
  })

  it('R6: refuses appends and says why, then goes on by itself, without a gap and with nothing half written', async () => {
    const place = await beginInDirectory({ directory: disk })
    const journal = await place.open(['watch'])
    const filler = join(disk, 'filler')
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
})
