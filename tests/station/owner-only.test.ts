import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { startStationProcess } from './station-process.ts'

it('R10: keeps what it writes to its own user, though the data directory it was given is open to all', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'jernih-files-'))
  const data = join(directory, 'data')
  await mkdir(data, { mode: 0o755 })
  const station = await startStationProcess({ directory })
  onTestFinished(async () => {
    await station.stop()
    await rm(directory, { recursive: true })
  })
  const names = await readdir(data, { recursive: true })
  const open: string[] = []
  for (const name of names) {
    if (((await stat(join(data, name))).mode & 0o077) !== 0) open.push(name)
  }
  expect(names.length).toBeGreaterThan(4)
  expect(open).toEqual([])
})
