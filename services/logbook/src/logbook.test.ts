import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Draft, type Journal, openJournal } from '@jernih/journal'
import { createLog } from '@jernih/runtime'
import { Registry } from 'prom-client'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { JournalTooShort, type Logbook, startLogbook } from './logbook.ts'
import { cloth, nine, outlet, sample, site, tick } from './testing/drafts.ts'

const log = createLog('silent')
const november = { site, from: '2026-11-01', to: '2026-11-30' }

let directory: string
let journal: Journal
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'jernih-logbook-'))
  journal = await openJournal({ directory, log, consumers: ['logbook'] })
})
afterEach(async () => {
  await journal.close()
  await rm(directory, { recursive: true })
})

async function start(metrics = new Registry()): Promise<Logbook> {
  const logbook = await startLogbook({ journal, directory, log, metrics })
  await logbook.reached(journal.head())
  return logbook
}

const append = (drafts: readonly Draft[]) => Promise.all(drafts.map((draft) => journal.append(draft)))

/** All that it tells. */
async function tell(logbook: Logbook) {
  return { samples: await logbook.samples({ site, limit: 100 }), cloth: await logbook.cloth(november) }
}

const story = [
  sample('a', 120),
  tick(1),
  cloth('b', 80),
  sample('c', 96, { takenAt: 30 }),
  sample('d', 102, { corrects: 'a' }),
  cloth('e', 18.5, { corrects: 'b' }),
]

it('shows both the word that was wrong and the one that corrects it, and which of them stands', async () => {
  await append(story)
  const logbook = await start()
  const { items } = await logbook.samples({ site, limit: 10 })
  expect(items.map(({ id, correction, correctedBy }) => [id, correction, correctedBy])).toEqual([
    ['c', null, null],
    ['d', { corrects: 'a', reason: 'salah ketik' }, null],
    ['a', null, 'd'],
  ])
  expect(items[2]).toMatchObject({ by: 'siti', enteredAt: nine, sample: { values: [{ value: 120 }] } })
  const figures = await logbook.cloth(november)
  expect(figures.map(({ id, cloth, correctedBy }) => [id, cloth.kg, correctedBy])).toEqual([
    ['e', 18.5, null],
    ['b', 80, 'e'],
  ])
  await logbook.close()
})

it('tells pages that leave nothing out, of one point and one span where that is asked for', async () => {
  const times = [0, 1, 1, 2, 3]
  await append(times.map((takenAt, n) => sample(`s${n}`, n, { takenAt })))
  const logbook = await start()
  const ids: string[] = []
  let cursor: string | null = null
  do {
    const page: Awaited<ReturnType<Logbook['samples']>> = await logbook.samples({
      ...{ site, point: outlet, from: nine + 60_000, to: nine + 180_000, limit: 2 },
      ...(cursor !== null && { cursor }),
    })
    ids.push(...page.items.map(({ id }) => id))
    cursor = page.next
  } while (cursor !== null)
  expect(ids).toEqual(['s3', 's2', 's1'])
  await logbook.close()
})

it('R12: is made anew from the journal, the same to the byte, and goes on from where it stopped', async () => {
  const whole = story.length
  for (let n = 0; n < whole; n++) {
    await append(story.slice(n, n + 1))
    await (await start()).close()
  }
  const stepwise = await start()
  const told = await tell(stepwise)
  expect(told.samples.items).toHaveLength(3)
  await stepwise.close()
  for (const ending of ['', '-wal', '-shm']) await rm(join(directory, `logbook.db${ending}`), { force: true })
  const anew = await start()
  expect(await tell(anew)).toEqual(told)
  await anew.close()
})

it('refuses a journal that lacks what it has seen', async () => {
  await append(story)
  await (await start()).close()
  await journal.close()
  await rm(join(directory, 'journal'), { recursive: true })
  journal = await openJournal({ directory, log, consumers: ['logbook'] })
  await expect(start()).rejects.toThrow(JournalTooShort)
})

it('says how far it is behind, and lets the journal prune what it has passed', async () => {
  const metrics = new Registry()
  const logbook = await start(metrics)
  await append(story)
  await logbook.reached(journal.head())
  expect(await metrics.metrics()).toContain('jernih_logbook_lag_entries 0')
  expect(journal.cursor('logbook')).toBe(journal.head())
  await logbook.close()
})
