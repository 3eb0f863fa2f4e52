import { globSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type JudgedReading, PointId, SiteId } from '@jernih/domain'
import { type Journal, type Offset, openJournal } from '@jernih/journal'
import { createLog } from '@jernih/runtime'
import type { ReadingStore } from '@jernih/store'
import { Registry } from 'prom-client'
import { vi } from 'vitest'
import { type Historian, type HistorianOptions, startHistorian } from '../historian.ts'

export const site = SiteId.parse('mojokerto-batik')
export const point = PointId.parse('outlet')
export const start = Date.UTC(2026, 10, 24, 2)

/** Everything around a historian that is real: a journal, a directory, a log that can be read. */
export interface Station {
  journal: Journal
  directory: string
  metrics: Registry
  /** What was logged, oldest first. */
  told: Record<string, unknown>[]
  /** Appends one entry with these values of `ph`, a second apart; the first at `at`. */
  append(values: readonly number[], at?: number): Promise<void>
  historian(store: ReadingStore, more?: Partial<HistorianOptions>): Promise<Historian>
  /** A new journal in place of this one, as after the loss of a disk. */
  replaceJournal(): Promise<void>
  /** Takes away what the journal holds from `offset` on, as a damaged file would, and opens it again; without its tally, it does not know. */
  damageJournal(offset: Offset, given: { tally: boolean }): Promise<void>
  close(): Promise<void>
}

/** Waits until `check` holds; long enough for a busy machine. */
export function eventually(check: () => unknown): Promise<unknown> {
  return vi.waitFor(check, 15_000)
}

export async function openStation(): Promise<Station> {
  const directory = await mkdtemp(join(tmpdir(), 'jernih-historian-'))
  const told: Record<string, unknown>[] = []
  const log = createLog('debug', { write: (line) => void told.push(JSON.parse(line)) })
  const open = (within: string) =>
    openJournal({ directory: join(directory, within), log: createLog('silent'), consumers: ['historian'] })
  let journal = await open('first')
  let next = start

  return {
    get journal() {
      return journal
    },
    directory,
    metrics: new Registry(),
    told,
    async append(values, at = next) {
      next = at + values.length * 1_000
      const readings = values.map((value, index) => reading(value, at + index * 1_000))
      await journal.append({
        kind: 'readings',
        receivedAt: at + 40,
        sender: 'outlet',
        topic: `ipal/${site}/${point}/readings`,
        payload: Buffer.from(JSON.stringify(values)),
        site,
        point,
        timeSource: 'device',
        readings,
        refusals: [],
      })
    },
    historian(store, more) {
      const retry = { firstMs: 5, longestMs: 50 }
      const batch = { readings: 5_000, lingerMs: 5 }
      const given = { journal, directory, log, metrics: new Registry(), retry, batch }
      return startHistorian({ store, ...given, ...more })
    },
    async replaceJournal() {
      await journal.close()
      journal = await open('second')
    },
    async damageJournal(offset, { tally }) {
      await journal.close()
      const folder = join(directory, 'first', 'journal')
      const [segment = ''] = globSync('*.db', { cwd: folder })
      const database = new DatabaseSync(join(folder, segment))
      database.exec(
        `DELETE FROM block WHERE first > ${offset}; UPDATE block SET lines = '' WHERE first = ${offset}`,
      )
      database.close()
      if (!tally) await rm(join(folder, 'tally'))
      journal = await open('first')
    },
    async close() {
      await journal.close()
      await rm(directory, { recursive: true })
    },
  }
}

function reading(value: number, at: number): JudgedReading {
  return { parameter: 'ph', value, at, flag: 1, tests: '11111', late: false, repeat: 'no' }
}
