import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { openJournal } from '@jernih/journal'
import { createLog, openDatabase } from '@jernih/runtime'
import { openSqliteStore } from '@jernih/store'
import { Registry } from 'prom-client'
import { expect, it } from 'vitest'
import { startHistorian } from './historian.ts'
import { openLedger } from './ledger.ts'
import { eventually } from './testing/station.ts'

const kills = 8
const busyStation = fileURLToPath(import.meta.resolve('./testing/busy-station.ts'))

it('R1, R3: SIGKILL at any moment leaves a count that is true of its cursor, and every reading in the store once', {
  timeout: 120_000,
}, async () => {
  const directory = await mkdtemp(join(tmpdir(), 'jernih-sigkill-'))
  const log = createLog('silent')
  const open = () => openJournal({ directory, log, consumers: ['historian'] })
  for (let kill = 0; kill < kills; kill++) {
    await killedAfter(directory, Math.random() * 300)
    const ledger = await openLedger(directory, openDatabase)
    const { cursor, stored } = ledger.progress()
    await ledger.close()
    const journal = await open()
    expect(await journal.totals(cursor)).toMatchObject({ accepted: stored })
    expect(journal.cursor('historian')).toBeLessThanOrEqual(cursor)
    await journal.close()
  }

  const journal = await open()
  const store = await openSqliteStore({ directory })
  const historian = await startHistorian({ journal, store, log, metrics: new Registry(), directory })
  await eventually(async () => expect((await historian.lag()).readings).toBe(0))
  const { accepted } = await journal.totals()
  expect(accepted).toBeGreaterThan(kills * 30)
  expect(await historian.stored()).toMatchObject({ stored: accepted, quarantined: 0 })
  expect(await store.count()).toBe(accepted)
  await historian.close()
  await store.close()
  await journal.close()
  await rm(directory, { recursive: true })
})

async function killedAfter(directory: string, busyMs: number): Promise<void> {
  const child = spawn(process.execPath, [busyStation, directory], { stdio: ['ignore', 'pipe', 'inherit'] })
  const gone = once(child, 'exit')
  await Promise.race([once(child.stdout, 'data'), gone])
  await wait(busyMs)
  child.kill('SIGKILL')
  expect(await gone).toEqual([null, 'SIGKILL'])
}
