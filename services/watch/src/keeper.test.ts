import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { openJournal } from '@jernih/journal'
import { createLog, createScope } from '@jernih/runtime'
import { Registry } from 'prom-client'
import { expect, it, vi } from 'vitest'
import { plantSite, reading, siteFile, started } from './testing/plant.ts'
import { startWatch, type WatchStep } from './watch.ts'

it('R6: alarms are told while their disk refuses, and written once it takes them again', {
  timeout: 60_000,
}, async () => {
  const lines: string[] = []
  const log = createLog('info', { write: (line) => lines.push(line) })
  const scope = createScope(log)
  const directory = await mkdtemp(join(tmpdir(), 'jernih-keeper-'))
  const journal = scope.add(await openJournal({ directory, log, consumers: ['watch'] }))
  const watch = scope.add(await startWatch({ journal, directory, log, metrics: new Registry() }))
  const steps: WatchStep[] = []
  watch.onStep((step) => steps.push(step))

  const holder = new DatabaseSync(join(directory, 'alarms.db'))
  holder.exec('BEGIN IMMEDIATE')
  const drafts = [started(0), siteFile(0, plantSite()), ...[1, 2].map((at) => reading('cod', 200, { at }))]
  const end = Math.max(...(await Promise.all(drafts.map((draft) => journal.append(draft)))))
  await vi.waitFor(() => expect(steps.flatMap((step) => step.alarms)).toHaveLength(1))
  await vi.waitFor(() => expect(lines.join()).toContain('alarms cannot be written'), { timeout: 30_000 })
  expect((await watch.list({ limit: 10 })).alarms).toEqual([])

  holder.exec('ROLLBACK')
  holder.close()
  await watch.reached(end)
  expect((await watch.list({ limit: 10 })).alarms).toHaveLength(1)
  expect(lines.join()).toContain('alarms are written again')
  await scope.close()
})
