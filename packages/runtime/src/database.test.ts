import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Database, openDatabase } from './database.ts'

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
    { sql: insert, packed: Float64Array.of(2, 2.5, 3, 3.5), width: 2 },
  ])
  expect(changed).toEqual([1, 2])
  expect(await database.all('SELECT a, b FROM pair WHERE a > ?', 1)).toEqual([
    { a: 2, b: 2.5 },
    { a: 3, b: 3.5 },
  ])
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
