import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Database, openDatabase, startDatabaseThread } from './database.ts'

let database: Database

beforeEach(async () => {
  const directory = await mkdtemp(join(tmpdir(), 'jernih-database-'))
  database = await openDatabase(
    join(directory, 'test.db'),
    'CREATE TABLE IF NOT EXISTS pair (a INTEGER, b REAL) STRICT',
  )
})
afterEach(() => database.close())

it('keeps all the steps of a transaction', async () => {
  const insert = 'INSERT INTO pair VALUES (?, ?)'
  const changed = await database.transaction([
    { sql: insert, rows: [[1, 1.5]] },
    { sql: insert, packed: Float64Array.of(2, 2.5), width: 2 },
    { insert: 'INSERT INTO pair', packed: Float64Array.of(3, 3.5), width: 2 },
  ])
  expect(changed).toEqual([1, 1, 1])
  expect(await database.all('SELECT a, b FROM pair WHERE a > ?', 1)).toEqual([
    { a: 2, b: 2.5 },
    { a: 3, b: 3.5 },
  ])
})

it('inserts packed rows in their order, however many', async () => {
  const packed = Float64Array.from({ length: 200 }, (_, n) => (n % 2 === 0 ? n / 2 : n / 4))
  expect(await database.transaction([{ insert: 'INSERT INTO pair', packed, width: 2 }])).toEqual([100])
  const rows = await database.all<{ a: number; b: number }>('SELECT a, b FROM pair ORDER BY rowid')
  expect(rows).toEqual(Array.from({ length: 100 }, (_, a) => ({ a, b: (2 * a + 1) / 4 })))
})

it('names the file that cannot be opened, as of many in one directory', async () => {
  const file = join(await mkdtemp(join(tmpdir(), 'jernih-database-')), 'logbook.db')
  await writeFile(file, 'x'.repeat(8_192))
  const failure = await openDatabase(file, '').catch((error) => error)
  expect(failure).toMatchObject({ message: `${file}: file is not a database`, path: file })
})

it('keeps none of them when one fails, and goes on', async () => {
  const broken = database.transaction([
    { sql: 'INSERT INTO pair VALUES (?, ?)', rows: [[1, 1]] },
    { sql: 'INSERT INTO pair VALUES (?, ?)', rows: [['not a number', 1]] },
  ])
  await expect(broken).rejects.toThrow(/cannot store TEXT/)
  expect(await database.all('SELECT * FROM pair')).toEqual([])
})

it('refuses calls after it is closed', async () => {
  await database.close()
  await expect(database.all('SELECT 1')).rejects.toThrow(/is closed/)
})

it('works on several files on one thread, each with its own statements', async () => {
  const thread = startDatabaseThread()
  const directory = await mkdtemp(join(tmpdir(), 'jernih-database-'))
  const open = (name: string) =>
    thread.open(join(directory, name), 'CREATE TABLE IF NOT EXISTS word (text TEXT) STRICT')
  const [one, other] = await Promise.all([open('one.db'), open('other.db')])
  await one.transaction([{ sql: 'INSERT INTO word VALUES (?)', rows: [['jernih']] }])
  expect(await other.all('SELECT text FROM word')).toEqual([])
  await other.close()
  await expect(other.all('SELECT text FROM word')).rejects.toThrow(/is closed/)
  expect(await one.all('SELECT text FROM word')).toEqual([{ text: 'jernih' }])
  await thread.close()
  await expect(one.all('SELECT text FROM word')).rejects.toThrow(/is closed/)
})

it('says why a file cannot be opened, and goes on for the others', async () => {
  const thread = startDatabaseThread()
  await expect(thread.open('/nowhere/at/all.db', '')).rejects.toThrow(/unable to open/)
  await thread.close()
})

it('takes the process with it when its thread dies, and says so', async () => {
  const script = fileURLToPath(import.meta.resolve('./testing/dying-database.ts'))
  const child = spawn(process.execPath, [script])
  let told = ''
  child.stderr.on('data', (chunk: Buffer) => {
    told += chunk
  })
  const [code] = await once(child, 'close')
  expect(code).toBe(1)
  expect(told).toContain('the thread that works on the SQLite files died')
  expect(told).toContain('ERR_WORKER_OUT_OF_MEMORY')
})
