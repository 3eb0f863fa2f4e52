import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { openJournal } from '@jernih/journal'
import { createLog } from '@jernih/runtime'
import { Registry } from 'prom-client'
import { expect, it } from 'vitest'
import { startLogbook } from './logbook.ts'

const kills = 6
const busyWriter = fileURLToPath(import.meta.resolve('./testing/busy-writer.ts'))

it('R1: what people wrote survives SIGKILL at any moment, each entry once', { timeout: 60_000 }, async () => {
  const directory = await mkdtemp(join(tmpdir(), 'jernih-logbook-sigkill-'))
  const written: string[] = []
  for (let kill = 0; kill < kills; kill++) written.push(...(await killedAfter(directory, kill)))
  const log = createLog('silent')
  const journal = await openJournal({ directory, log, consumers: ['logbook'] })
  const logbook = await startLogbook({ journal, directory, log, metrics: new Registry() })
  await logbook.reached(journal.head())
  expect(written.length).toBeGreaterThan(kills * 3)
  for (const name of written) {
    expect(await logbook.sample(`${name}-s`), name).not.toBeNull()
    expect(await logbook.clothEntry(`${name}-c`), name).not.toBeNull()
  }
  await logbook.close()
  await journal.close()
  await rm(directory, { recursive: true })
})

/** The names of what was on disk before it was killed. */
async function killedAfter(directory: string, kill: number): Promise<string[]> {
  const child = spawn(process.execPath, [busyWriter, directory, `k${kill}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const gone = once(child, 'exit')
  const enough = 5 + Math.floor(Math.random() * 40)
  const told: string[] = []
  for await (const line of createInterface(child.stdout)) {
    if (told.push(line) === enough) child.kill('SIGKILL')
  }
  expect(await gone).toEqual([null, 'SIGKILL'])
  return told
}
