import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { genesis } from './block.ts'
import { createSegment, emptyWal, openToRead, openToWrite } from './segment.ts'

it('says so when it could not empty the WAL because somebody reads', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'jernih-segment-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  const segment = createSegment(directory, '2026-11-24', { ...genesis, continues: 0 }, [])
  using writing = openToWrite(segment)
  writing.exec("PRAGMA busy_timeout = 0; INSERT INTO cursor VALUES ('watch', 1)")
  const reading = openToRead(segment.file)
  reading.exec('BEGIN; SELECT * FROM cursor')
  writing.exec("UPDATE cursor SET next = 2 WHERE consumer = 'watch'")
  expect(() => emptyWal(writing)).toThrow('in use')
  reading.close()
  emptyWal(writing)
  expect((await stat(`${segment.file}-wal`)).size).toBe(0)
})
