import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AppendFailed, type Draft, type Journal, openJournal } from '@jernih/journal'
import { createLog, createScope, systemClock } from '@jernih/runtime'
import { openSites, type Sites } from '@jernih/sites'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { startChronicle } from './chronicle.ts'

const log = createLog('silent')
const mojokerto = 'mojokerto-batik'
let scope = createScope(log)
let directory: string
let journal: Journal
let sites: Sites

beforeEach(async () => {
  scope = createScope(log)
  directory = await mkdtemp(join(tmpdir(), 'jernih-chronicle-'))
  await cp(join(import.meta.dirname, '../../../sites'), join(directory, 'sites'), { recursive: true })
  sites = scope.add(await openSites({ directory: join(directory, 'sites'), log }))
  journal = scope.add(await openJournal({ directory, log, consumers: [] }))
})
afterEach(() => scope.close())

/** What the journal holds, as short words. */
async function record(): Promise<string[]> {
  const words: string[] = []
  if (journal.head() === 0) return words
  for await (const batch of journal.follow(0, AbortSignal.timeout(5_000))) {
    for (const entry of batch) {
      if (entry.kind === 'site') words.push(`${entry.id} ${entry.site ? 'in force' : 'gone'}`)
      if (entry.kind === 'clock') words.push(entry.event)
    }
    if ((batch.at(-1)?.offset ?? 0) + 1 >= journal.head()) break
  }
  return words
}

it('has each site and the start in the journal before it resolves, then lets time pass', async () => {
  scope.add(await startChronicle({ journal, sites, clock: systemClock, log, tickMs: 20 }))
  const begun = await record()
  expect(begun).toEqual([...sites.all().map(({ id }) => `${id} in force`), 'started'])
  await expect.poll(record).toContain('tick')
})

it('says that a site is gone when its file is', async () => {
  scope.add(await startChronicle({ journal, sites, clock: systemClock, log, tickMs: 60_000 }))
  await rm(join(directory, 'sites', `${mojokerto}.yaml`))
  await expect.poll(record, { timeout: 10_000 }).toContain(`${mojokerto} gone`)
})

it('says again what the journal could not take, once it can', async () => {
  let full = true
  const filling: Journal = {
    ...journal,
    append: (draft: Draft) =>
      full ? Promise.reject(new AppendFailed('no space left')) : journal.append(draft),
  }
  scope.add(await startChronicle({ journal: filling, sites, clock: systemClock, log, tickMs: 20 }))
  expect(await record()).toEqual([])
  full = false
  await expect.poll(record).toContain('started')
  const words = await record()
  expect(words.filter((word) => word !== 'tick').sort()).toEqual(
    [...sites.all().map(({ id }) => `${id} in force`), 'started'].sort(),
  )
})
