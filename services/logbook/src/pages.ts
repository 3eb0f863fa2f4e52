import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type {
  ClothFigure,
  Correction,
  Entered,
  Instant,
  LabSample,
  PointId,
  PointWord,
  SiteId,
} from '@jernih/domain'
import type { Entry, Offset } from '@jernih/journal'
import type { Database, OpenDatabase, SqlValue, Step } from '@jernih/runtime'
import { insertWords, readWords, type WordEntry, type WordQuery, wordSchema } from './words.ts'

export interface SampleEntry extends Entered {
  sample: LabSample
}

export interface ClothEntry extends Entered {
  cloth: ClothFigure
}

/** Samples taken in `[from, to)`; `cursor` is the `next` of the page before. */
export interface SampleQuery {
  site: SiteId
  point?: PointId
  from?: Instant
  to?: Instant
  cursor?: string
  limit: number
}

/** Newest first by when they were taken, corrected ones too. */
export interface SamplePage {
  items: SampleEntry[]
  next: string | null
}

/** Figures of the days `[from, to]`, both in the site's own calendar. */
export interface ClothQuery {
  site: SiteId
  from: string
  to: string
}

type PersonalEntry = Extract<Entry, { kind: 'lab-sample' | 'cloth' }>
export type LogbookEntry = PersonalEntry | WordEntry

/** What people wrote, durably, in `<directory>/logbook.db`: made from the journal, and from nothing else. */
export interface Pages {
  /** Everything below it is in here. */
  cursor(): Promise<Offset>
  /** Takes the entries and moves the cursor to `to`, all of it or nothing. An entry that is there already stays as it is. */
  write(entries: readonly LogbookEntry[], to: Offset): Promise<void>
  sample(id: string): Promise<SampleEntry | null>
  samples(query: SampleQuery): Promise<SamplePage>
  clothEntry(id: string): Promise<ClothEntry | null>
  /** Newest day first, of one day the newest word first, corrected ones too. */
  cloth(query: ClothQuery): Promise<ClothEntry[]>
  /** What was said of a point, oldest first. */
  words(query: WordQuery): Promise<PointWord[]>
  close(): Promise<void>
}

const schema = `
CREATE TABLE IF NOT EXISTS progress (one INTEGER PRIMARY KEY CHECK (one = 1), cursor INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS sample (
  place INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, corrects TEXT, reason TEXT, entered_at INTEGER NOT NULL, by TEXT NOT NULL,
  site TEXT NOT NULL, point TEXT NOT NULL, taken_at INTEGER NOT NULL, json TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS sample_of_site ON sample (site, taken_at DESC, place DESC);
CREATE INDEX IF NOT EXISTS sample_corrects ON sample (corrects) WHERE corrects IS NOT NULL;
CREATE TABLE IF NOT EXISTS cloth (
  place INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, corrects TEXT, reason TEXT, entered_at INTEGER NOT NULL, by TEXT NOT NULL,
  site TEXT NOT NULL, day TEXT NOT NULL, json TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS cloth_of_site ON cloth (site, day DESC, place DESC);
CREATE INDEX IF NOT EXISTS cloth_corrects ON cloth (corrects) WHERE corrects IS NOT NULL;
`

const insertSample = `INSERT OR IGNORE INTO sample (place, id, corrects, reason, entered_at, by, site, point, taken_at, json)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
const insertCloth = `INSERT OR IGNORE INTO cloth (place, id, corrects, reason, entered_at, by, site, day, json)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`
const moveCursor = 'INSERT OR REPLACE INTO progress (one, cursor) VALUES (1, ?)'
/** With the newest entry that corrects each. */
const select = (table: 'sample' | 'cloth') => `SELECT *, (SELECT newer.id FROM ${table} AS newer
    WHERE newer.corrects = ${table}.id ORDER BY newer.place DESC LIMIT 1) AS corrected_by FROM ${table}`

interface Row {
  place: Offset
  id: string
  corrects: string | null
  reason: string | null
  entered_at: Instant
  by: string
  corrected_by: string | null
  json: string
}

export async function openPages(directory: string, openDatabase: OpenDatabase): Promise<Pages> {
  await mkdir(directory, { recursive: true })
  const database = await openDatabase(join(directory, 'logbook.db'), schema + wordSchema)
  const found = (table: 'sample' | 'cloth', id: string) =>
    database.all<Row>(`${select(table)} WHERE id = ?`, id)
  return {
    async cursor() {
      const [row] = await database.all<{ cursor: Offset }>('SELECT cursor FROM progress')
      return row?.cursor ?? 0
    },
    async write(entries, to) {
      const samples = entries.filter((entry) => entry.kind === 'lab-sample')
      const cloth = entries.filter((entry) => entry.kind === 'cloth')
      const words = entries.filter((entry) => entry.kind === 'mark' || entry.kind === 'state')
      const steps: Step[] = [
        { sql: insertSample, rows: samples.map(sampleRow) },
        { sql: insertCloth, rows: cloth.map(clothRow) },
        insertWords(words),
        { sql: moveCursor, rows: [[to]] },
      ]
      await database.transaction(steps.filter((step) => 'rows' in step && step.rows.length > 0))
    },
    async sample(id) {
      const [row] = await found('sample', id)
      return row ? sampleOf(row) : null
    },
    samples: (query) => readSamples(database, query),
    async clothEntry(id) {
      const [row] = await found('cloth', id)
      return row ? clothOf(row) : null
    },
    async cloth({ site, from, to }) {
      const where = 'WHERE site = ? AND day >= ? AND day <= ? ORDER BY day DESC, place DESC'
      return (await database.all<Row>(`${select('cloth')} ${where}`, site, from, to)).map(clothOf)
    },
    words: (query) => readWords(database, query),
    close: () => database.close(),
  }
}

/** Below a page's last row, by when it was taken and then by its place. */
async function readSamples(database: Database, query: SampleQuery): Promise<SamplePage> {
  const { site, point, from = Number.MIN_SAFE_INTEGER, to = Number.MAX_SAFE_INTEGER, cursor, limit } = query
  const [takenAt = to, place = Number.MAX_SAFE_INTEGER] = cursor?.split('_').map(Number) ?? []
  const rows = await database.all<Row & { taken_at: Instant }>(
    `${select('sample')} WHERE site = ? AND (? IS NULL OR point = ?) AND taken_at >= ? AND taken_at < ?
       AND (taken_at, place) < (?, ?) ORDER BY taken_at DESC, place DESC LIMIT ?`,
    ...[site, point ?? null, point ?? null, from, to, takenAt, place, limit + 1],
  )
  const last = rows[limit - 1]
  const next = rows.length > limit && last ? `${last.taken_at}_${last.place}` : null
  return { items: rows.slice(0, limit).map(sampleOf), next }
}

function sampleOf(row: Row): SampleEntry {
  return { ...entered(row), sample: JSON.parse(row.json) as LabSample }
}

function clothOf(row: Row): ClothEntry {
  return { ...entered(row), cloth: JSON.parse(row.json) as ClothFigure }
}

function entered({ id, entered_at, by, corrects, reason, corrected_by }: Row): Entered {
  const correction: Correction | null = corrects === null ? null : { corrects, reason: reason ?? '' }
  return { id, enteredAt: entered_at, by, correction, correctedBy: corrected_by }
}

function sampleRow(entry: Extract<PersonalEntry, { kind: 'lab-sample' }>): SqlValue[] {
  const { site, point, takenAt } = entry.sample
  return [...commonRow(entry), site, point, takenAt, JSON.stringify(entry.sample)]
}

function clothRow(entry: Extract<PersonalEntry, { kind: 'cloth' }>): SqlValue[] {
  return [...commonRow(entry), entry.cloth.site, entry.cloth.day, JSON.stringify(entry.cloth)]
}

function commonRow({ offset, id, correction, receivedAt, by }: PersonalEntry): SqlValue[] {
  return [offset, id, correction?.corrects ?? null, correction?.reason ?? null, receivedAt, by]
}
