import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { openJournal } from '@jernih/journal'
import { createLog } from '@jernih/runtime'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'jernih-verify-'))
})
afterEach(() => rm(directory, { recursive: true }))

/** What `pnpm verify` says of the directory, and its exit code. */
function verify(): Promise<{ code: number; said: string }> {
  return new Promise((resolve) => {
    const env = { JERNIH_DATA_DIR: directory }
    const child = execFile(
      process.execPath,
      [join(import.meta.dirname, 'main.ts')],
      { env },
      (_, stdout, stderr) => resolve({ code: child.exitCode ?? -1, said: stdout + stderr }),
    )
  })
}

async function writeEntries(count: number) {
  const journal = await openJournal({ directory, log: createLog('silent'), consumers: [] })
  for (let n = 0; n < count; n++)
    await journal.append({ kind: 'clock', receivedAt: 1_000 * n, event: 'tick' })
  return journal
}

describe('pnpm verify', () => {
  it('finds a record whole', async () => {
    await (await writeEntries(5)).close()
    expect(await verify()).toEqual({
      code: 0,
      said: `${directory}: 5 entries from 0 on are as they were written.\n`,
    })
  })

  it('R12: finds a changed byte, says where, and ends with code 1', async () => {
    await (await writeEntries(5)).close()
    const [file = ''] = (await readdir(join(directory, 'journal'))).filter((name) => name.endsWith('.db'))
    const database = new DatabaseSync(join(directory, 'journal', file))
    database.exec(`UPDATE block SET lines = replace(lines, '2000', '2001') WHERE first = 2`)
    database.close()
    const { code, said } = await verify()
    expect(code).toBe(1)
    expect(said).toContain('Broken at entry 2: the block is not what was written.')
  })

  it('looks at no record that a station has open', async () => {
    const journal = await writeEntries(1)
    expect(await verify()).toEqual({ code: 2, said: expect.stringContaining('Stop that station first.') })
    await journal.close()
  })

  it('says where there is none, and makes none', async () => {
    expect(await verify()).toEqual({ code: 2, said: expect.stringContaining('holds no journal') })
    expect(await readdir(directory)).toEqual([])
  })
})
