import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Draft, type Journal, openJournal } from '@jernih/journal'
import { createLog } from '@jernih/runtime'
import { Registry } from 'prom-client'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { JournalTooShort, type Logbook, startLogbook } from './logbook.ts'
import { cloth, mark, nine, outlet, sample, site, state, tick } from './testing/drafts.ts'

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

/** What was said of the outlet, in seconds after nine. */
const wordsIn = (logbook: Logbook, from: number, to: number) =>
  logbook.words({ site, point: outlet, from: nine + from * 1_000, to: nine + to * 1_000 })

/** All that it tells. */
async function tell(logbook: Logbook) {
  return {
    samples: await logbook.samples({ site, limit: 100 }),
    cloth: await logbook.cloth(november),
    words: await wordsIn(logbook, 0, 100),
  }
}

const story = [
  sample('a', 120),
  tick(1),
  cloth('b', 80),
  sample('c', 96, { takenAt: 30 }),
  sample('d', 102, { corrects: 'a' }),
  cloth('e', 18.5, { corrects: 'b' }),
  state(10, 'running'),
  state(20, 'stopped'),
  state(30, 'stopped'),
  mark(40, 'calibration', 100),
  state(50, 'running'),
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

it('tells what was said of a point, by its device and by people, without what was only said again', async () => {
  await append(story)
  const logbook = await start()
  const states = async (from: number, to: number) =>
    (await wordsIn(logbook, from, to)).map(
      ({ at, saidBy, state }) => `${(at - nine) / 1_000} ${saidBy} ${state}`,
    )
  expect(await states(0, 100)).toEqual([
    '10 device running',
    '20 device stopped',
    '40 person calibration',
    '50 device running',
  ])
  expect(await states(45, 50)).toEqual(['20 device stopped', '40 person calibration'])
  const [word] = await wordsIn(logbook, 40, 50)
  expect(word).toMatchObject({ saidBy: 'device', by: null, until: null })
  await logbook.close()
})

it('keeps a word that came late in its place, and the ones after it', async () => {
  const late = { ...state(5, 'stopped'), receivedAt: nine + 15_000 }
  await append([state(10, 'running'), late, state(20, 'running'), state(30, 'stopped')])
  const logbook = await start()
  const words = await wordsIn(logbook, 0, 100)
  expect(words.map(({ at, state }) => `${(at - nine) / 1_000} ${state}`)).toEqual([
    '5 stopped',
    '10 running',
    '30 stopped',
  ])
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
